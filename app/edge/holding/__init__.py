"""An account's services, seats and usage as portal and console show and change them."""
