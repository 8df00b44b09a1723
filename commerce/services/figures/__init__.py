"""What was sold, added up in the background. Everything here runs in the platform's scope and
enters it itself; one process at a time works on figures (``alone``)."""

from commerce.services.figures.convert import convert_figures
from commerce.services.figures.keep import keep_figures
from commerce.services.figures.rebuild import rebuild_figures
from commerce.services.figures.roll_up import roll_up_figures

__all__ = ["convert_figures", "keep_figures", "rebuild_figures", "roll_up_figures"]
