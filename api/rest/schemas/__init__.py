"""What the API takes and gives, by noun; its words are read by people in the document."""
