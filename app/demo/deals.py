"""The deals of the story: who was offered what, when, and what came of it."""

from dataclasses import dataclass
from typing import Literal

from app.demo.cast import HARBOUR_AND_PINE, QUIET_VALLEY, TMC_LABS
from app.domain.pricing import Configuration

Ending = Literal["draft", "sent", "asked", "expired", "accepted", "rejected", "lost", "withdrawn"]

DECIDES_AFTER = 3
"""Days between a quote and what comes of it."""


@dataclass(frozen=True)
class Deal:
    """One customer: what they were quoted how many days ago, and how they go on from there."""

    first_name: str
    last_name: str
    company: str
    partner: str
    quoted: int
    """Days before the demo starts."""
    wanted: Configuration
    ending: Ending = "accepted"
    sub: str | None = None
    from_lead: bool = True
    reason: str = ""
    pays_after: int | None = 6
    """Days after each invoice; None for somebody who does not pay."""
    seats: tuple[tuple[int, int, str], ...] = ()
    """Days after the quote, how many come or go, and why."""
    gives_back: tuple[int, int, str] | None = None
    """Days after the quote, cents of the last invoice's largest line, and why."""

    @property
    def email(self) -> str:
        """Where its letters would go."""
        domain = self.company.lower().replace(" ", "").replace("&", "and")
        return f"{self.first_name.lower()}@{domain}.example"


def _pbx(users: int, term: int = 24, *features: tuple[str, int], plan: str = "professional") -> Configuration:
    return Configuration("pbx", plan, users, term, features, (("phone", users),))


DEALS = (
    Deal(
        *("Mavis", "Batey", "Knox & Daughters", TMC_LABS, 99),
        wanted=Configuration("cc", "omnichannel", 18, 24, (("recording", 1), ("crm", 1)), (("setup", 1),)),
        sub="107",
        seats=((40, 4, "Two new teams"), (75, -2, "Two people left")),
        gives_back=(80, 12_500, "Half a day without service."),
    ),
    Deal(
        *("Grace", "Hopper", "Harvard Marks", TMC_LABS, 84),
        wanted=_pbx(25, 36, ("recording", 1), ("analytics", 1)),
        sub="106",
        pays_after=9,
        seats=((50, 10, "The new office opens"),),
    ),
    Deal(
        *("Beatrice", "Worsley", "Ferut Research", TMC_LABS, 52),
        wanted=Configuration("uc", "company", 32, 24, (("recording", 1), ("transcripts", 1))),
        pays_after=12,
    ),
    Deal(
        *("Thelma", "Estrin", "Weizmann Instruments", TMC_LABS, 24),
        wanted=_pbx(8, 12, ("numbers", 4), plan="essential"),
        sub="106",
        from_lead=False,
        pays_after=None,
    ),
    Deal(
        *("Ida", "Rhodes", "Calendar Standards", TMC_LABS, 61),
        wanted=_pbx(14, 12),
        ending="rejected",
        reason="We stay with what we have for another year.",
    ),
    Deal(
        *("Gertrude", "Blanch", "Tables Project", TMC_LABS, 48),
        wanted=Configuration("streams", "business", 60, 12),
        ending="expired",
    ),
    Deal(
        *("Kay", "McNulty", "Ballistic Tables", TMC_LABS, 33),
        wanted=Configuration("uc", "team", 9, 12),
        ending="lost",
        reason="Bought from their telephone company.",
    ),
    Deal(
        *("Ruth", "Teitelbaum", "Chambersburg Labs", TMC_LABS, 29),
        wanted=Configuration("sb", "vault", 12, 24),
        ending="withdrawn",
        reason="Asked for the wrong product; a new quote follows.",
    ),
    Deal(
        *("Frances", "Spence", "Switch & Dial", TMC_LABS, 5),
        wanted=Configuration("uc", "company", 40, 36, (("recording", 1),)),
        ending="asked",
        sub="106",
    ),
    Deal(
        *("Marlyn", "Meltzer", "Weather Figures", TMC_LABS, 2),
        wanted=_pbx(16, 24, ("recording", 1)),
        ending="sent",
        sub="107",
    ),
    Deal(
        *("Jean", "Sammet", "Formac Software", TMC_LABS, 1),
        wanted=Configuration("cc", "voice", 6, 12, (), (("setup", 1),)),
        ending="draft",
        from_lead=False,
    ),
    Deal(
        *("Joan", "Ball", "St James Bureau", HARBOUR_AND_PINE, 91),
        wanted=Configuration(
            "sb", "vault", 45, 36, (("storage", 20), ("watermarks", 1)), (("migration", 1),)
        ),
        sub="north",
    ),
    Deal(
        *("Dina", "St Johnston", "Vaughan Programming", HARBOUR_AND_PINE, 38),
        wanted=_pbx(30, 24, ("recording", 1)),
        pays_after=4,
    ),
    Deal(
        *("Ann", "Moffatt", "Freelance & Co", HARBOUR_AND_PINE, 4),
        wanted=Configuration("streams", "standard", 80, 24, (("archive", 1),)),
        ending="sent",
    ),
    Deal(
        *("Mary", "Coombs", "Tea Shops", QUIET_VALLEY, 70),
        wanted=Configuration("sb", "standard", 22, 12),
        from_lead=False,
    ),
)
