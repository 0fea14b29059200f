"""The vendor's three landing pages, verbatim from the seed but for the host, and who stands in them."""

PBX = "/custom_landing_pages/landing_page_pbx.php"
SB = "/custom_landing_pages/landing_page_sb.php"

BY_JOHN = (
    f"{PBX}?source_cm_name=John%20Smith&source_number=408.123.4567&source_email=john@panterranetworks.com"
)
BY_TIM = (
    f"{PBX}?source_partner_name=Tim%20Mathews&source_number=650.365.2879&source_email=tim@tmclabs.com"
    "&source_cm_name=dave%20ryan&source_company=TMC%20Labs&PartnerID=1234567"
    "&source_website=http://www.tmclabs.com"
    "&source_logo=http://images.tmcnet.com/tmc/tmcnw/tmcnlab-logo.gif.png"
)
BY_SUSAN = (
    f"{SB}?source_partner_name=Susan%20Brackman&source_number=408.567.3546&source_email=susan@tmclabs.com"
    "&source_cm_name=dave%20ryan&source_company=TMC%20Labs&PartnerID=1234567"
    "&source_website=http://www.tmclabs.com"
    "&source_logo=http://images.tmcnet.com/tmc/tmcnw/tmcnlab-logo.gif.png"
)

ADA = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": "ada@example.com",
    "phone": "408 555 0199",
    "company": "Analytical Engines",
    "users": "25",
    "message": "We move in May.\nCan you call?",
}
