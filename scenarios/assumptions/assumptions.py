"""Every assumption of the model: a frozen record for each process, a line for each parameter.

A source is named where there is one, with what it settles (`agents.base.sources`); `assumed` declares a number without
a source, with half to twice its value as the plausible range. `scenarios.evidence.ledger` reads all of it as one table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field

from ...agents.base import sources
from ...agents.base.checked import Checked
from ...agents.base.parameters import ASSUMPTION, Rules, assumed, beside_defaults, param
from ...agents.people.makeup import Acquaintance, Makeup, Tenure
from ..policy.arms import Arms
from ..policy.feedback import Feedback
from ..policy.integration import Integrations
from ..policy.rewards import Rewards
from ..policy.targeting import Recruitment
from ..policy.training import Formats, Support

SIMILARITY = sources.EBY.gives("size", "deep-level similarity and relationship quality, rho .38-.59")
FREQUENCY = sources.EBY.gives("sign", "frequency of interaction and psychosocial support, rho .25")
CAPITAL = sources.EBY.gives("sign", "relationship quality and social capital, rho .54")
SATISFACTION = sources.EBY.gives("sign", "relationship quality and satisfaction, rho .38")
ADVICE = sources.SANDVIK.gives("sign", "randomised meetings for advice raise sales, most with a high performer")
TRANSITORY = sources.SANDVIK.gives("shape", "what is gained by paying for shared knowledge does not last")
TRAINING = sources.ALLEN.gives("sign", "quality of training goes with quality of the relationship; same-source")
SUPPORT = sources.MCQUILLIN.gives("sign", "ongoing training and support predict that pairs last as planned")
SATURATION = sources.ALONSO.gives("shape", "three meetings do as much as four or more in several fields")
BAD_PAIRS = sources.EVANS.gives("sign", "bad experiences predict leaving the pair better than good ones do")
MARGINAL = sources.RAGINS.gives("sign", "marginal mentoring does what no mentoring does, poor mentoring less")
GIVER = sources.GHOSH.gives("sign", "those who mentor are more satisfied, and intend to leave as often as others")
LOAD = sources.SHOMAN.gives(
    "sign", "load goes with later exhaustion, rho below .30: more than .02 an hour is hard to see"
)
PRACTICE = ASSUMPTION.gives("nothing", "about an hour, as published programmes have it")
CROWDING_MET = sources.FITTED_C11.gives("size", "tangible rewards and intrinsic motivation, d = -.28 to -.40")
DRIVE = sources.CERASOLI.gives("sign", "intrinsic motivation and performance, rho .21-.45, quality most")
DISTANCE = sources.NOOTEBOOM.gives("shape", "inverted U of cognitive distance, between firms; for two people assumed")
DECAY = sources.TATEL.gives("value", "half of an unused gain is gone after 11 months (6.5-15); motor skill")
BROKERS = sources.BURT.gives("sign", "brokers' ideas are valued more; one firm")
GROUPS = sources.FANG.gives("sign", "groups keep what they know apart beside some links; a simulation")
ABSORPTION = sources.SZULANSKI.gives("sign", "absorptive capacity of the recipient eases transfer")
SAFETY = sources.FRAZIER.gives("sign", "psychological safety, near to inclusion, and sharing of information")
AGE = sources.NG.gives("size", "age and quitting, r = -.14: tenure alone comes near it, so nothing is added")
BELONGING = sources.HOLMES.gives("sign", "climate for inclusion and intention to leave; same-source")
EMBEDDED = sources.JIANG.gives("sign", "embeddedness on the job and staying")
CONTAGION = sources.FELPS.gives("sign", "colleagues who look for other jobs predict one's own quitting")
REPLACEMENT = sources.BOUSHEY.gives("value", "median of 27 cases 21 % of a year's pay")
TURNOVER_MET = sources.FITTED_C1.gives("size", "13.5 voluntary quits per 100 people and year without a programme")
ENGAGED_MET = sources.FITTED_C4.gives("sign", "engagement and quitting, r = -.10 to -.28; digits recalled")
SIMILARITY_MET = sources.FITTED_C7.gives("size", "deep-level similarity and rapport, rho .38-.59")
RANK_MET = sources.FITTED_C7.gives("sign", "surface similarity hardly matters, -.10 to .15; digits recalled")
OFTEN_MET = sources.FITTED_C8.gives("size", "frequency of sessions and rapport, rho .25")
CONTACT_MET = sources.FITTED_C9.gives("size", "attitudes across ages, g = .26-.33")
NEGATIVE = sources.RECALLED.gives("sign", "bad contact counts for more than good contact")
KEEN = sources.BANK.gives("sign", "technology is explored more only if the partner is keen on it; 143 pairs")
IDENTITIES = sources.BURMEISTER.gives("sign", "training about identities: better contact, less stereotype threat")
KNOWLEDGE = sources.BURMEISTER.gives("sign", "training about knowledge: more is passed on")
EMBARRASSED = sources.PFROMBECK.gives("sign", "being taught by the young embarrasses, less with liking; n = 764")
NOVICES = sources.KELLOGG.gives("sign", "juniors who coach on generative AI advise as novices do; 78 interviews")
HALF_A_YEAR = sources.RECALLED.gives("size", "half-life of about half a year")
YOURS = ASSUMPTION.gives("nothing", "1, unless it is solved to meet company figures (organisation.baseline)")

MechanismName = Literal[
    "similarity", "hierarchy", "clarity", "training", "training-knowledge", "spacing", "meeting-often",
    "missed-sessions", "learning", "practice", "distance", "keenness", "wrong-lessons", "colleagues", "forgetting",
    "drift", "opting-out", "eagerness", "choice", "enjoyment", "progress", "embarrassment", "pull", "gaming",
    "crowding", "protection", "cover", "inspired", "session-fatigue", "check-in-fatigue", "harm", "lift", "repair",
    "parting", "disappointment", "confidence", "openness", "role-models", "bond", "marginal-pairs", "givers",
    "climate", "access", "cross-age", "voice", "practices", "envy", "visibility", "pair-ties", "introductions",
    "chance-meetings", "teamwork", "novelty", "bridging", "speaking-up", "absorption", "open-sponsors", "reach",
    "nearby", "depletion", "spread", "time", "advancement", "credit", "leaving-inclusion", "leaving-ties",
    "leaving-fatigue", "leaving-motivation", "contagion", "marketability",
]  # fmt: skip
"""What can be switched off; `mechanisms.py` says what each is."""


class Matching(Rules):
    """What the matchmaker sees, and how a pair starts."""

    skill_error: float = assumed(0.08, "SD of the error in seeing a skill")
    style_error: float = assumed(0.12, "SD of the error in seeing a style")
    rapport: float = param(0.5, "rapport at the start", 0.40, 0.60, most=1)
    rapport_similarity: float = param(0.25, "rapport per unit of similarity above .7", 0.15, 0.5, SIMILARITY)
    rapport_tie: float = assumed(0.15, "rapport per unit of tie weight")
    rapport_spread: float = assumed(0.05, "SD")
    rapport_chosen: float = assumed(0.04, "rapport added where the two chose each other (self-selected, stable)")
    goal_clarity: float = assumed(0.10, "clarity added by full goal fit")
    seniority_age: float = assumed(0.02, "levels that a year of age difference counts for (seniority-gap)")
    crossing: float = assumed(3.0, "score of a pair across departments, in shares learnable (cross-department)")
    brokerage_strangers: float = assumed(1.5, "score per SD of not being close (brokerage)")
    brokerage_degree: float = assumed(0.5, "score per SD of the senior's tie sum (brokerage)")
    similarity_distance: float = assumed(0.6, "score lost per SD of cognitive distance (similarity)")
    goals_learning: float = assumed(0.5, "score per SD of learnable distance (goals)")
    likes_level: float = assumed(0.8, "liking of a junior for a senior per SD of level (stable)")
    likes_digital: float = assumed(0.6, "liking of a senior for a junior per SD of digital skill (stable)")
    likes_known: float = assumed(0.4, "liking per unit of familiarity (stable)")
    likes_familiar: float = assumed(1.2, "liking per unit of familiarity (self-selected)")
    taste: float = assumed(0.5, "SD of liking that nothing else explains (stable, self-selected)")
    encounter: float = param(0.35, "probability that strangers have met", 0.15, 0.7, most=1)
    asked: float = assumed(30.0, "strangers a junior would ask at most (self-selected)")
    quota: float = param(0.95, "share of pairs across departments at least (hybrid)", 0.9, 1.0, most=1)


class Sessions(Rules):
    """Whether a session happens and how good it is."""

    available_0: float = param(0.95, "chance that level 0 can keep an appointment", 0.85, 1.0, most=1)
    available_1: float = param(0.92, "chance that level 1 can keep an appointment", 0.82, 1.0, most=1)
    available_2: float = param(0.85, "chance that level 2 can keep an appointment", 0.72, 0.95, most=1)
    available_3: float = param(0.74, "chance that level 3 can keep an appointment", 0.58, 0.88, most=1)
    available_4: float = param(0.60, "chance that level 4 can keep an appointment", 0.40, 0.80, most=1)
    turn_up: float = assumed(2.5, "log-odds of turning up, all else average")
    turn_up_motivation: float = assumed(6.0, "log-odds per unit of the lower motivation", DRIVE)
    turn_up_fatigue: float = assumed(2.5, "log-odds per unit of the higher fatigue")
    missed: float = param(0.01, "rapport lost by a missed session", 0.0, 0.04)
    turn_up_rapport: float = param(3.0, "log-odds per unit of rapport above .5", 0.0, 6.0, FREQUENCY)
    try_again: float = param(0.6, "probability of another try next week", 0.3, 0.9, most=1)
    quality: float = param(0.525, "quality among strangers, all else average", 0.44, 0.6, most=1)
    quality_similarity: float = param(0.21, "quality per unit of similarity above .7", 0.2, 0.9, SIMILARITY_MET)
    quality_training: float = param(0.14, "quality per unit of training above .2", 0.0, 0.25, TRAINING)
    quality_clarity: float = param(0.22, "quality per unit of clarity above .4", 0.1, 0.35)
    quality_openness: float = param(0.25, "quality per unit of openness above .5", 0.1, 0.4)
    quality_fatigue: float = param(0.3, "quality lost per unit of fatigue above .35", 0.15, 0.5)
    quality_motivation: float = param(0.15, "quality per unit of motivation above .5", 0.1, 0.3, DRIVE)
    hierarchy: float = param(0.023, "quality lost per level of rank beyond one", 0.0, 0.1, RANK_MET)
    hierarchy_training: float = param(0.6, "share of that which full training removes", 0.0, 0.9, IDENTITIES, most=1)
    protected: float = param(0.35, "share of missed appointments that protected time saves", 0.15, 0.6, most=1)
    quality_spread: float = assumed(0.14, "SD of a session's quality")
    rapport_pace: float = param(0.29, "share of the way rapport moves to quality", 0.1, 0.4, OFTEN_MET, most=1)
    space: float = param(1.6, "weeks that a session needs to sink in", 0.8, 3.0, SATURATION, least=0.01)
    hours: float = assumed(1.0, "hours per session for each of the two", PRACTICE)
    preparation: float = assumed(0.5, "hours of preparation per session, times the share taught and the next number")
    preparation_anyway: float = assumed(0.3, "share of preparation that each needs, whoever teaches")


class Learning(Rules):
    """How skills move between people, by doing, and away again."""

    rate: float = param(0.22, "share of the gap a full session closes", 0.0, 0.34, ADVICE)
    reach: float = param(0.42, "cognitive distance bridged (delta)", 0.3, 0.6, DISTANCE, least=0.01)
    reach_training: float = param(0.20, "share added to reach by full knowledge training", 0.0, 0.40)
    rate_training: float = param(0.3, "added to the rate by knowledge training above .2", 0.0, 0.6, KNOWLEDGE, most=5)
    keenness: float = param(1.0, "share more per unit of the teacher's keenness above .5", 0.0, 2.0, KEEN, most=2)
    wrong: float = param(0.0, "share of a junior's lessons on data and AI that misleads", 0.0, 0.6, NOVICES, most=1)
    floor: float = param(0.3, "share of learning that needs no rapport", 0.15, 0.6, most=1)
    practice: float = param(0.02, "share of what is left to learn, per session taught", 0.0, 0.05)
    practice_senior: float = param(0.5, "share of practice a senior gets in communication", 0.0, 1.0)
    forgetting: float = param(0.0145, "share of an unused gain lost per week", 0.0106, 0.0246, DECAY, most=1)
    peers: float = assumed(0.0012, "share of the gap to one's ties closed per week", most=1)
    drift: float = assumed(0.0005, "digital skill lost per week beyond that age", most=1)
    drift_age: float = param(45.0, "years of age beyond which digital skills lag", 35.0, 55.0)


class Motivation(Rules):
    """What sessions, rewards and leaders do to motivation; what load does to fatigue."""

    session: float = param(0.10, "motivation per unit of quality above .48", 0.0, 0.2, SATISFACTION)
    progress: float = param(0.3, "motivation per unit of skill gained beyond .02", 0.0, 0.6)
    partner_progress: float = param(0.3, "weight of the partner's gain", 0.0, 0.6)
    embarrassment: float = param(0.005, "motivation lost per session taught without rapport", 0.0, 0.015, EMBARRASSED)
    embarrassment_training: float = param(0.5, "share of that full training removes", 0.0, 0.9, IDENTITIES, most=1)
    crowding: float = param(0.012, "share lost per session at full tangibility", 0.0, 0.065, CROWDING_MET, most=1)
    recovery: float = assumed(0.04, "share of the way back per week", most=1)
    inspired: float = param(
        0.05, "motivation per unit of the leader's openness above .5 and communication gained", 0.0, 0.15
    )
    reward_kept: float = param(0.35, "share of a reward's pull that lasts", 0.2, 0.5, most=1)
    reward_weeks: float = assumed(20.0, "weeks in which the rest fades", TRANSITORY)
    fatigue_pace: float = assumed(0.12, "share of the way moved per week", most=1)
    fatigue_hours: float = param(0.02, "fatigue per programme hour in the week", 0.0, 0.17, LOAD)
    fatigue_check_in: float = param(0.13, "fatigue per check-in in the week", 0.05, 0.26)
    fatigue_protected: float = param(0.4, "share of the fatigue of hours that protected time saves", 0.2, 0.7, most=1)
    fatigue_cover: float = assumed(0.30, "fatigue per share of the team that has protected time, for the others")


class Parting(Rules):
    """When a pair gives up."""

    hazard: float = param(0.011, "hazard per week at rapport .5, all else average", 0.004, 0.02)
    rapport: float = param(5.0, "log-hazard per unit of rapport below .5", 3.0, 7.0, BAD_PAIRS)
    motivation: float = assumed(2.0, "log-hazard per unit of the lower motivation below .5")
    fatigue: float = assumed(1.5, "log-hazard per unit of the higher fatigue above .4")
    training: float = assumed(1.0, "log-hazard lost per unit of training above .3", SUPPORT)
    missed: float = assumed(0.15, "log-hazard per session missed in a row")
    hurt: float = assumed(0.02, "inclusion that each of the two loses")


class Attitudes(Rules):
    """Confidence and openness to other generations."""

    confidence: float = param(0.26, "share of what is left to gain, per unit of quality above .42", 0.0, 0.4)
    confidence_senior: float = param(0.4, "weight of the senior's share", 0.2, 0.8)
    confidence_fades: float = assumed(0.012, "share of the way back per week", most=1)
    opening: float = param(0.0645, "openness per unit of quality above .48", 0.0, 0.11, CONTACT_MET)
    closing: float = param(0.10, "openness per unit of quality below .48", 0.05, 0.18, NEGATIVE)
    openness_fades: float = assumed(0.006, "share of the way back per week", most=1)
    manager: float = assumed(0.0025, "share of the way to the manager's openness per week", most=1)
    inclusion_focus: float = assumed(1.4, "factor when the programme's focus is inclusion")
    full_age_gap: float = assumed(20.0, "years at which an age gap counts in full")


class Inclusion(Rules):
    """Perceived inclusion and the inclusive practices of a department."""

    pace: float = assumed(0.08, "share of the way moved per week", most=1)
    pair: float = param(0.8, "inclusion per unit of rapport above that of a marginal pair", 0.0, 1.1)
    pair_marginal: float = param(0.5, "rapport at which a pair does neither good nor harm", 0.4, 0.55, MARGINAL, most=1)
    pair_limit: float = param(0.2, "rapport beyond that at which the gain levels off", 0.1, 0.4, least=0.01)
    pair_bad: float = param(1.5, "factor on what a pair below that costs", 1.0, 2.0, BAD_PAIRS)
    pair_giver: float = param(0.5, "share of the gain that needs no time taken from the other", 0.0, 1.0, GIVER, most=1)
    climate: float = assumed(0.35, "inclusion per unit of the department's openness above .49")
    access: float = assumed(0.21, "inclusion per unit of access above the settled mean")
    voice: float = assumed(0.04, "inclusion per unit of voice memory")
    cross_age: float = assumed(0.10, "inclusion per unit of cross-age tie share above the settled mean")
    practices: float = assumed(0.10, "inclusion per unit of the department's inclusive practices")
    practices_group: float = assumed(0.05, "added for under-represented groups")
    envy: float = param(0.08, "inclusion lost per unit of envy", 0.03, 0.16)
    envy_rejected: float = assumed(0.10, "envy of somebody just rejected")
    visible: float = param(0.3, "inclusion per unit of a reward's visibility, if in the programme", 0.0, 0.6)
    rejected_fades: float = assumed(0.03, "share that fades per week", most=1)
    adopt: float = param(-3.0, "log-odds that a leader adopts a practice in a quarter", -4.0, -2.0, least=-20)
    adopt_openness: float = param(4.0, "log-odds per unit of openness above .5", 0.0, 8.0)
    adopt_skill: float = param(4.0, "log-odds per unit of inclusion competence above .5", 0.0, 8.0)
    practice_weight: float = param(0.45, "share of the department's stock that all its leaders add together", 0.0, 0.9)
    practice_fades: float = assumed(0.01, "share that fades per week", most=1)


class Network(Rules):
    """How ties grow and fade."""

    session: float = param(0.20, "tie weight that a session of quality 1 adds", 0.0, 0.4, FREQUENCY)
    session_from: float = param(0.48, "quality from which a session ties the two", 0.2, 0.5, MARGINAL, most=0.99)
    introduction: float = param(0.10, "probability per session, times rapport", 0.0, 0.2, CAPITAL)
    introduction_visible: float = param(2.0, "added to the factor per unit of visibility", 0.0, 4.0)
    introduction_weight: float = assumed(0.15, "tie weight of an introduction")
    fades: float = param(0.025, "share of extra weight lost per week", 0.012, 0.045, HALF_A_YEAR, most=1)
    meeting: float = assumed(0.02, "chance meetings a week at confidence .5")
    meeting_weight: float = assumed(0.10, "tie weight of a chance meeting")
    meeting_age: float = assumed(0.35, "log-odds lost per age band apart")
    ramp: float = assumed(0.04, "share of a new hire's ties that become active per week", most=1)


class Ideas(Rules):
    """From an idea to something implemented and spread."""

    rate: float = param(0.021, "ideas per person and week", 0.010, 0.040)
    engagement: float = assumed(0.15, "log-rate per SD of engagement")
    unsure: float = param(0.6, "factor on the rate without confidence", 0.3, 0.9)
    confidence: float = assumed(0.8, "added to the factor per unit of confidence")
    full_week: float = param(40.0, "hours of programme that leave no time for ideas", 30.0, 50.0, least=1)
    fatigue: float = assumed(0.7, "rate lost per unit of fatigue above .35")
    together: float = param(0.7, "probability of working with a partner", 0.4, 0.9, most=1)
    digital_need: float = param(0.5, "share of problems that need a digital and a domain skill", 0.2, 0.8, most=1)
    novelty: float = param(0.05, "quality added by a partner from another department", 0.0, 0.1, BROKERS)
    sources: float = param(
        0.24, "quality per unit of log(1 + ties to other departments) above the department's mean", 0.0, 0.48, BROKERS
    )
    quality_spread: float = assumed(0.08, "SD")
    first_skill: float = param(0.40, "weight of the first skill of a problem", 0.3, 0.5)
    second_skill: float = param(0.35, "weight of the second skill", 0.3, 0.4)
    third_skill: float = param(0.25, "weight of the third skill", 0.2, 0.35)
    voice: float = param(-0.3, "log-odds of speaking up", -0.8, 0.2, least=-20)
    voice_confidence: float = assumed(2.5, "log-odds per unit of confidence above .5")
    voice_inclusion: float = assumed(2.5, "log-odds per unit of inclusion above .55", SAFETY)
    voice_manager: float = assumed(1.5, "log-odds per unit of the manager's openness above .5")
    sponsor: float = assumed(0.2, "influence of a sponsor at level 0, in levels")
    adoption: float = param(-1.7, "log-odds of being implemented", -2.5, -0.5, least=-20)
    adoption_quality: float = assumed(7.0, "log-odds per unit of quality above .5")
    adoption_access: float = assumed(1.5, "log-odds per unit of the author's access above .4")
    adoption_nearby: float = param(
        0.8, "log-odds per unit of log(1 + ties within the department) above the department's mean", 0.0, 1.6, GROUPS
    )
    absorption: float = param(4.0, "log-odds per unit of the sponsor's own skill above .5", 2.0, 6.0, ABSORPTION)
    adoption_openness: float = assumed(1.2, "log-odds per unit of the sponsor's openness above .5")
    depletion: float = param(0.15, "share of an opportunity that an implemented idea uses up", 0.05, 0.25, most=1)
    small_unit: float = assumed(37.5, "people in a unit up to which depletion counts in full")
    renewal: float = assumed(0.01, "share of used opportunity that returns per week", most=1)
    spread: float = assumed(0.3, "chance to spread per unit of openness and exposed tie weight, each round")
    circle: float = assumed(37.5, "people a spreading idea reaches for 63 % of full reach", most=1e9)
    value: float = param(40_000.0, "money per implemented idea of quality .5", 5_000.0, 100_000.0, most=1e9)
    value_unspread: float = assumed(0.5, "factor on the value where an idea does not spread")
    remembered: float = param(0.95, "share of voice memory kept per week", 0.9, 0.98, most=1)
    heard: float = assumed(1.0, "voice memory of an author whose idea is implemented")
    heard_partner: float = assumed(0.6, "voice memory of the partner")
    unheard: float = assumed(0.3, "voice memory lost by an author whose idea is not")


class Advancement(Rules):
    """Zero-sum reviews."""

    share: float = assumed(0.06, "share of a level that a review advances", most=0.5)
    passed_over: float = assumed(0.4, "advancement lost by the next in line")
    fades: float = assumed(0.04, "share that fades per week", most=1)
    skill: float = assumed(4.0, "score per unit of mean skill")
    access: float = assumed(1.0, "score per unit of access")
    confidence: float = assumed(0.5, "score per unit of confidence")
    credit: float = param(0.8, "score per unit of credit", 0.0, 1.6)
    unseen: float = param(0.5, "share of what people gained that a review does not see", 0.2, 0.8, most=1)
    luck: float = assumed(0.4, "score per unit of luck")
    visible: float = param(2.0, "score per unit of visibility", 0.0, 4.0)


class Turnover(Rules):
    """What moves a person to leave, beside tenure and age."""

    scale: float = param(0.997, "factor on the hazard that tenure alone would need", 0.8, 1.25, TURNOVER_MET)
    age: float = param(0.0, "log-hazard lost per ten years of age above 40", 0.0, 0.1, AGE)
    times_under_29: float = param(1.0, "factor on the hazard under 29", 1.0, 1.0, YOURS)
    times_29_to_44: float = param(1.0, "factor on the hazard at 29 to 44", 1.0, 1.0, YOURS)
    times_45_to_60: float = param(1.0, "factor on the hazard at 45 to 60", 1.0, 1.0, YOURS)
    times_61_and_over: float = param(1.0, "factor on the hazard at 61 and over", 1.0, 1.0, YOURS)
    inclusion: float = param(4.0, "log-hazard lost per unit of inclusion above .56", 2.0, 6.0, BELONGING)
    ties: float = assumed(0.5, "log-hazard lost per unit of log tie sum above 1.7", EMBEDDED)
    fatigue: float = assumed(1.2, "log-hazard per unit of fatigue above .36")
    contagion: float = param(1.6, "log-hazard per unit of memory of ties who quit", 0.5, 3.0, CONTAGION)
    contagion_fades: float = assumed(0.12, "share that fades per week", most=1)
    engagement: float = assumed(0.423, "log-hazard lost per SD of engagement", ENGAGED_MET)
    advancement: float = assumed(0.5, "log-hazard lost per unit of recent advancement")
    market_skill: float = assumed(2.0, "marketability per unit of mean skill gain")
    market_access: float = assumed(0.5, "marketability per unit of new access, levels 0 to 2")
    marketability: float = param(1.0, "log-hazard per unit of marketability", 0.4, 2.5)
    motivation: float = assumed(1.5, "log-hazard lost per unit of motivation above .5")
    limit: float = assumed(2.5, "largest change of the log-hazard, up or down")
    retirement: float = assumed(0.25, "probability of retiring per year beyond that age", most=1)
    retirement_age: float = param(64.0, "years", 60.0, 67.0)
    hiring: float = assumed(0.12, "probability per week that a vacancy is filled", most=1)


class Money(Rules):
    """What the programme costs, and what it is compared with."""

    coordinator: float = assumed(75_000.0, "money per year for 60 pairs", most=1e9)
    pairs_a_coordinator: float = assumed(60.0, "pairs", most=1e6)
    repair: float = assumed(120.0, "money per repair")
    rate_0: float = param(38.0, "money per hour of level 0", 19.0, 76.0)
    rate_1: float = param(52.0, "money per hour of level 1", 26.0, 104.0)
    rate_2: float = param(75.0, "money per hour of level 2", 37.5, 150.0)
    rate_3: float = param(110.0, "money per hour of level 3", 55.0, 220.0)
    rate_4: float = param(170.0, "money per hour of level 4", 85.0, 340.0)
    replacement: float = param(0.21, "share of a year's pay", 0.16, 0.50, REPLACEMENT)
    year_of_pay: float = assumed(1000.0, "hours at the loaded rate that make up a year of pay")
    goal_hours: float = assumed(3.0, "hours for each participant, times clarity squared")
    autonomy: float = assumed(0.12, "motivation lost per unit of goal clarity above .6")


def _each_once(names: tuple[MechanismName, ...]) -> tuple[MechanismName, ...]:
    return tuple(name for name in get_args(MechanismName) if name in names)


Times = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]


class Assumptions(Checked):
    """Everything the model assumes: `transport` multiplies what is borrowed from ordinary mentoring.

    `off` names mechanisms that are switched off: each once, in the order of the table.
    """

    off: Annotated[tuple[MechanismName, ...], AfterValidator(_each_once)] = ()
    transport: float = param(0.8, "factor on effects borrowed from ordinary mentoring", 0.5, 1.1)
    people: Makeup = Field(default_factory=Makeup)
    tenure: Tenure = Field(default_factory=Tenure)
    acquaintance: Acquaintance = Field(default_factory=Acquaintance)
    recruitment: Recruitment = Field(default_factory=Recruitment)
    matching: Matching = Field(default_factory=Matching)
    sessions: Sessions = Field(default_factory=Sessions)
    learning: Learning = Field(default_factory=Learning)
    motivation: Motivation = Field(default_factory=Motivation)
    feedback: Feedback = Field(default_factory=Feedback)
    parting: Parting = Field(default_factory=Parting)
    attitudes: Attitudes = Field(default_factory=Attitudes)
    inclusion: Inclusion = Field(default_factory=Inclusion)
    network: Network = Field(default_factory=Network)
    ideas: Ideas = Field(default_factory=Ideas)
    advancement: Advancement = Field(default_factory=Advancement)
    turnover: Turnover = Field(default_factory=Turnover)
    money: Money = Field(default_factory=Money)
    arms: Arms = Field(default_factory=Arms)
    rewards: Rewards = Field(default_factory=Rewards)
    training: Formats = Field(default_factory=Formats)
    support: Support = Field(default_factory=Support)
    integration: Integrations = Field(default_factory=Integrations)
    quits_by_department: dict[str, Times] = Field(default_factory=dict)
    """Factor on the hazard of quitting, by department; 1 where none is named. Solved to meet company figures."""

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        return beside_defaults(self)

    __str__ = Checked.__repr__
