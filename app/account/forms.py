"""What is asked in the customer area."""

from app.edge import registering
from app.edge.own_form import OwnForm
from app.edge.registering import BusinessFields


class UpgradeForm(BusinessFields, OwnForm):
    """What makes a guest a webstore customer (SPEC section 4)."""

    sb_phoneNumber = registering.phone()
    sb_nusers = registering.users()
    term = registering.years()
    eusa = registering.agreement("upgrade")
