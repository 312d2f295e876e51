"""From a document to facts: read a format, recognise what is named, relate who did what."""
