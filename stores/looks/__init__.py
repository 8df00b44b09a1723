"""How a store looks: colours that can be read, ready themes, drafts and their preview."""
