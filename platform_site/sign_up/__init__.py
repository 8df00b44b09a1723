"""Opening a store without an operator: on the control host, while it is switched on."""
