"""The line of command: the styles of every leader in the chain become four conditions and permission. [simon1947]

Delegation to a member of staff is the least that any link above leaves (one commander in the chain is enough to stop
it); layers of approval shrink with it; the chance of a veto adds up over the links; joint participation is the mean of
those who could share decisions. Permission is what people feel of it: delegation times how far they trust their
manager, times how far the manager lives the values. No other process reads a leader's style.
"""

from __future__ import annotations

from sim.machine.arithmetic import clip
from sim.machine.declared import par, parameters
from sim.machine.kernel import kernel
from sim.machine.ports import fold, port
from sim.machine.process import process

OUTLOOK = port(__name__, "line_of_command.outlook", "person", "sum", "added to how one leads")
LEARNED = port(__name__, "line_of_command.learned", "person", "sum", "permission added")

LEADING = 4.0
"""Who counts in how a service is led: leader, chief executive, director, portfolio holder."""

PARAMS = parameters(
    __name__,
    style_matters=par(
        1.0,
        lo=0,
        hi=1,
        unit="share",
        mark="DESIGN",
        doc="How far styles become conditions; at 0 every condition stays at the middle whatever leaders do",
    ),
    authority_follows_style=par(
        1.0,
        lo=0,
        hi=1,
        unit="share",
        mark="DESIGN",
        doc="How far authority follows a distributed style; at 0 people are consulted and may decide nothing",
    ),
    approval_layers=par(
        2.0, lo=0, hi=6, unit="layers", mark="ASSUMPTION", doc="Layers that must agree where nothing is delegated"
    ),
    veto_strength=par(
        0.45,
        lo=0,
        hi=1,
        unit="share",
        mark="ASSUMPTION",
        doc="Chance that a full commander stops a proposal from below",
    ),
    outsourced_distance=par(
        0.3,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Delegation lost where a partner employs the staff (stipulated)",
    ),
    permission_trust=par(
        0.6,
        lo=0.3,
        hi=0.9,
        unit="share",
        mark="FIXED",
        doc="Permission lost where the manager is not trusted at all (stipulated)",
    ),
    permission_consistency=par(
        0.4,
        lo=0.2,
        hi=0.6,
        unit="share",
        mark="FIXED",
        doc="Permission lost where the manager does not live the values at all (stipulated)",
    ),
    intervention_control=par(
        0.5,
        lo=0.25,
        hi=0.75,
        unit="share",
        mark="FIXED",
        doc="Delegation left while spending is under control after a section 114 notice (stipulated)",
    ),
)


@kernel
def effective(style, matters):
    """A style as far as styles matter: 1 leaves it, 0 makes everybody middling."""
    return 0.5 + matters * (style - 0.5)


@kernel
def leads(s, i, matters):
    """How person i leads: the style, moved by what theories add, as far as styles matter."""
    return effective(clip(s.leading[i], 0.0, 1.0), matters)


@process(401, writes=("leading", "delegation", "approvals", "veto", "participation", "delegation_reached", "in_post"))
def conditions(s, p, now):
    """One commander in the chain is enough to stop delegation."""
    m = p.style_matters
    for c in range(s.leader.size):
        control = p.intervention_control if s.intervention[c] > 0.0 else 1.0
        for i in range(s.first_politician[c], s.first_partner[c]):
            s.leading[i] = s.style[i]
        fold(s.line_of_command_outlook, s.leading, s.first_politician[c], s.first_partner[c])
        lead = leads(s, s.leader[c], m)
        # Where the office is abolished (S04) nobody stands between leader and directors.
        chief = leads(s, s.chief_executive[c], m) if s.chief_executive_office[c] == 1.0 else lead
        top = min(lead, chief)
        talk_top = lead + chief
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            director = leads(s, s.service_director[c, k], m)
            member = leads(s, s.portfolio_holder[c, k], m)
            s.participation[c, k] = (talk_top + director + member) / LEADING
            passes = 1.0
            for style in (director, member, top):
                passes *= 1.0 - p.veto_strength * (1.0 - p.authority_follows_style * style)
            s.veto[c, k] = 1.0 - passes
        for i in range(s.first_manager[c], s.first_staff[c]):
            k = s.service[i]
            chain = top
            if k >= 0:
                chain = min(chain, leads(s, s.portfolio_holder[c, k], m))
                chain = min(chain, leads(s, s.service_director[c, k], m))
            s.delegation[i] = p.authority_follows_style * chain * control
            s.approvals[i] = p.approval_layers * (1.0 - s.delegation[i])
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            here = min(top, leads(s, s.portfolio_holder[c, k], m))
            here = min(here, leads(s, s.service_director[c, k], m))
            reached = 0.0
            people = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                # Whose manager's post is gone answers to the director.
                chain = min(here, leads(s, s.boss[i], m)) if s.post[s.boss[i]] == 1.0 else here
                chain *= 1.0 - p.outsourced_distance * s.outsourced[i]
                s.delegation[i] = p.authority_follows_style * chain * control
                s.approvals[i] = p.approval_layers * (1.0 - s.delegation[i])
                reached += s.filled[i] * s.delegation[i]
                people += s.filled[i]
            s.in_post[c, k] = people
            s.delegation_reached[c, k] = reached / max(1.0, people)


@process(402, writes=("permission", "permission_added"))
def felt_permission(s, p, now):
    """Delegation is felt as permission where the manager is trusted and lives the values."""
    for c in range(s.first_manager.size):
        for i in range(s.first_manager[c], s.first_partner[c]):
            s.permission_added[i] = 0.0
        fold(s.line_of_command_learned, s.permission_added, s.first_manager[c], s.first_partner[c])
        for i in range(s.first_manager[c], s.first_partner[c]):
            if s.boss[i] >= 0:
                warmth = 1.0 - p.permission_trust * (1.0 - s.trust[s.boss_arc[i]])
                lived = 1.0 - p.permission_consistency * (1.0 - s.consistency[s.boss[i]])
                s.permission[i] = clip(s.delegation[i] * warmth * lived + s.permission_added[i], 0.0, 1.0)
