"""What the Code of Conduct asks of an agency's page beyond answering."""
