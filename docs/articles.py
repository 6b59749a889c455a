"""The twenty-one source articles, as ``docs/reference/`` lists them; which of them are built, the schedule says."""

from __future__ import annotations

from typing import NamedTuple


class Article(NamedTuple):
    """One source article, and the mechanism that stands for it in the model."""

    id: str
    title: str
    author: str
    mechanism: str
    phases: str


ARTICLES: tuple[Article, ...] = (
    Article(
        "S01",
        "The managerial-political interface: strong relationships prosper in difficult times",
        "Andrew Muter",
        "stress tests each pair of politician and manager; joint reflection turns it into trust; two branches",
        "direction, relations",
    ),
    Article(
        "S02",
        "Relational leadership, group dynamics and personal identity",
        "Kim Ryley",
        "people accept a loss of identity where trust and a consistent leader carry it",
        "conditions",
    ),
    Article(
        "S03",
        "The new virtual town hall",
        "Ian Briggs",
        "an intense minority against silent residents; the building against a virtual presence",
        "public",
    ),
    Article(
        "S04",
        "The 21st century chief executive",
        "Graham Chapman",
        "five forms of the chief executive's role; the neutral broker; exit",
        "direction, people",
    ),
    Article(
        "S05",
        "A 'no' vote for city mayors does not have to shut down discussion",
        "Karin Bottom",
        "referendum under unclear powers; mayor or leader and cabinet as a form of governance",
        "public, direction",
    ),
    Article(
        "S06",
        "Getting it right for victims of crime",
        "John W. Raine",
        "need that is not reported; national, local or mixed commissioning",
        "public, work",
    ),
    Article(
        "S07",
        "Member officer roles",
        "Andrew Holder",
        "a joint leadership space between politicians and managers, known to both, with its cost and conflict",
        "direction",
    ),
    Article(
        "S08",
        "Leadership by example is fundamental to modern public services",
        "John Tizard",
        "what leaders do against what they write; social value against accounts",
        "conditions",
    ),
    Article(
        "S09",
        "We need far fewer leaders",
        "Mike Cooke",
        "the front redesigns the system of work unless somebody above says no",
        "improvement",
    ),
    Article(
        "S10",
        "Literature on leadership",
        "unsigned",
        "wicked issues need many agencies; which traits are promoted",
        "partners, people",
    ),
    Article(
        "S11",
        "Beyond the narrative of doom?",
        "unsigned",
        "narrative and time to reflect; salami slicing against new ways of working",
        "conditions, direction",
    ),
    Article(
        "S12",
        "Free up staff to make 'heart decisions'",
        "Emma Browes",
        "approval layers against discretion with clear values, audit and accountability",
        "work",
    ),
    Article(
        "S13",
        "First steps to thinking relationally",
        "Kate Bagley",
        "paperwork crowds out people; mapping the day helps where one may change it",
        "work",
    ),
    Article(
        "S14",
        "Can we train people to be relational? Yes, but that's not the point",
        "Miia Chambers",
        "skill times opportunity times permission; unused skill decays",
        "conditions, work",
    ),
    Article(
        "S15",
        "The challenges of being part of the local government family",
        "Catherine Staite",
        "councils imitate successes and do not see failures; monitoring; hollowing-out",
        "family",
    ),
    Article(
        "S16",
        "How do undergraduates construct their view of a public service professional?",
        "Sarah Jeffries",
        "the image of the employer, applicants, vacancies with a lag",
        "people",
    ),
    Article(
        "S17",
        "Hashtag politics: seven top tips for civil servants using social media",
        "Stephen Jeffares",
        "ideas that leave their author's hands; sign-off delay; letting go",
        "public",
    ),
    Article(
        "S18",
        "Why sharing is the future: a public administration perspective on the mesh economy",
        "Tutik Rachmawati",
        "access instead of ownership; shared assets; co-production and its cost of coordination",
        "partners",
    ),
    Article(
        "S19",
        "Council officers as local democracy makers",
        "Philip Lloyd-Williams",
        "ranking and audit crowd out participation; scars; whom to train",
        "public, direction",
    ),
    Article(
        "S20",
        "Reflections on the paradoxes of public sector leadership development",
        "Ian Briggs",
        "newcomers are socialised into the old guard; networks as career insurance",
        "people",
    ),
    Article(
        "S21",
        "Leading questions",
        "John Tizard",
        "partnership needs win-win; beyond a deficit leaders shunt cost; changing the public's behaviour",
        "direction, public",
    ),
)
