"""Make the database and put the form page at `/lead/`."""

import django
from django.core.management import call_command

FIELDS = [
    ("First name", "singleline", True),
    ("Last name", "singleline", True),
    ("Email", "email", True),
    ("Phone", "singleline", False),
    ("Company", "singleline", True),
    ("Users", "number", False),
    ("Message", "multiline", False),
    # Stands for our honeypot: as many fields as our own form has.
    ("Website url", "hidden", False),
]


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    publish_form()


def publish_form() -> None:
    from wagtail.models import Page, Site

    from bench.peers.wagtail_site.models import FormField, FormPage

    page = FormPage(
        title="Cloud PBX",
        slug="lead",
        intro="<p>Ask us about Cloud PBX.</p>",
        thank_you_text="<p>Thank you.</p>",
    )
    page.form_fields = [
        FormField(sort_order=order, label=label, field_type=kind, required=required)
        for order, (label, kind, required) in enumerate(FIELDS)
    ]
    site = Site.objects.get(is_default_site=True)
    Page.objects.get(pk=site.root_page_id).add_child(instance=page)


if __name__ == "__main__":
    main()
