"""What the badges floor shows: award, issuer and pathway pages, documents, verification."""
