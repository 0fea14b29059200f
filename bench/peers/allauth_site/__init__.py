"""django-allauth with its own templates, as its quickstart sets it up."""
