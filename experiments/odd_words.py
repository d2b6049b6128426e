"""What of the model's description cannot be read off its code: why it is there, how it is meant, how it is written."""

from __future__ import annotations

TITLE = "mentorlab: overview, design concepts and details"

INTRODUCTION = """This page follows the ODD protocol (Grimm et al. 2020, *Journal of Artificial Societies and Social
Simulation* 23(2) 7, doi:10.18564/jasss.4259). All of it but the purpose and the design concepts is written from the
code by `mentorlab odd`: state variables from the records that hold them, the schedule from the function that runs a
week, sub-models from the functions that compute them, numbers from the ledger. Numbers inside an equation are the
defaults; the table after it says what may be set, in which unit and how wide the plausible range is."""

PURPOSE = """The model compares designs of a reverse-mentoring programme (juniors teach seniors) with each other, with
other arms and with no programme, on innovation, inclusion, retention and cost, before anything is launched. It answers
*what if, under these assumptions*. It does not forecast: no randomised study of reverse mentoring exists, so effects
are borrowed from ordinary mentoring, knowledge exchange and contact research, and scaled by one stated factor
(`transport`). It is meant for people who design such programmes and for researchers who want to see what a claim
about them presupposes."""

PATTERNS = (
    "Voluntary quits fall with age and with tenure.",
    "Ties are homophilous by department and by age.",
    "Deep-level similarity raises rapport and barely raises learning.",
    "Learning is an inverted U of cognitive distance; gap times what can be bridged peaks at delta / sqrt 2.",
    "The interval between check-ins has an interior optimum, and doubling fatigue moves it to rarer ones.",
    "Tangible rewards raise participation at first and lower motivation later; the loss outlives the reward.",
    "15 to 35 % of pairs stop early.",
    "The naive difference in retention between participants and the rest is biased.",
    "Effects fade after a programme ends.",
    "A bad programme is worse than none.",
    "With random pairs, headlines per head do not depend on the size of the organisation.",
)

PATTERNS_NOTE = """The model is judged by whether it shows these patterns, which are known or plausible from the
literature. None of them is fitted: eight numbers are, to calibration targets of their own, see docs/calibration.md."""

SCALES = """One tick is a working week. Space is the collaboration network; there is no geography beyond team, unit,
department and site. Organisations of 20 to 1,000,000 employees are meant. A run has {settling} settling weeks, in
which only what moves fast moves, and then {weeks} programme weeks (both by default). A programme week is negative
while the organisation settles and 0 at launch."""

ENTITIES = (
    ("Employees and their seats", "agents.workforce", "Workforce"),
    ("Ties", "agents.ties", "Ties"),
    ("Pairs", "sim.pairs", "Pairs"),
    ("The organisation in a week", "sim.state", "State"),
)
"""Heading, module and record of each kind of entity."""

ENTITIES_NOTE = """A seat is a permanent position, and its occupant may leave and be replaced. No behaviour hangs on
the label of a generation: age, level and tenure drive it, and labels are only read off birth years (Costanza et al.
2012). Columns without a unit are shares or scores between 0 and 1."""

SCHEDULE = """A week does the following in this order. Within a step all updates are synchronous: they read the values
at its start. Ideas alone go through the seats one after another, because each uses up some of the opportunities. A
calendar says what is due in a week, and the week does it in its place. Names in brackets are functions of the code."""

CONCEPTS = (
    ("Basic principles", """Mentoring works through the quality of a relationship: similarity in style, clear goals and
training raise it, hierarchy and fatigue lower it. Skills flow along a gap as far as the cognitive distance can be
bridged. Rewards act on motivation from outside and may crowd out motivation from within. People stay or leave by how
included, tired, motivated and marketable they are. Nothing but these states connects a programme to leaving and to
ideas: being in a pair has no direct effect on them. Reviews see who takes part only where a reward makes that visible
or counts as credit, or where talent reviews look at what was learnt."""),
    ("Emergence", """Rapport, the spread of skills, ties across ages and departments, ideas implemented, quits and who
advances emerge from the weekly rules. The rate of quits without a programme, the mean number of ties and the make-up
of the workforce are imposed."""),
    ("Adaptation", """People do not optimise; only where the pairing asks for their wishes do they choose whom
they would like best. They volunteer, turn up, voice ideas, sponsor, part and leave with
probabilities that follow their present state. The programme office adapts: it repairs or re-matches pairs by what it
sees in check-ins."""),
    ("Objectives", """Most pairing strategies look for pairs of a high score, which the policy names. In others
people have wishes of their own, which section 7 tells: {mutual}. Beyond that nobody has an objective. What a user
wants of a programme (goals, weights) acts after simulation and never inside it."""),
    ("Learning", """Skills are learnt from a partner, by teaching and from colleagues, and forgotten. Nobody learns
which decisions were good: rules of behaviour do not change."""),
    ("Prediction", """Nobody predicts. The memories of voice, of colleagues who quit, of advancement and of being
turned down stand in for expectations."""),
    ("Sensing", """The matchmaker sees skills and styles with error, and ties as they are. The office sees rapport
with error. Where managers nominate they see how engaged and how well connected people are, and where the need decides
who takes part, digital skills, inclusion and access are seen as they are; nobody else sees engagement, and no pairing
strategy does. People sense the openness of their department and manager, the practices around them, and who leaves
among their ties."""),
    ("Interaction", """Pairs interact in sessions; colleagues through ties; authors with partners and sponsors;
everybody in a level competes for advancement, which is zero-sum, and in a department for attention to its problems.
Those who do not take part feel envy of visible rewards and carry load for those with protected time."""),
    ("Stochasticity", """Every draw has a name: a uniform number is a function of (seed, replicate, mechanism), who,
which week and which draw of that mechanism. The policy is in no key. So the same person meets the same luck under
every policy, a difference between two policies is a difference of policies, and one more person or one more pair
changes nobody else's luck."""),
    ("Collectives", """Teams, units, departments and circles of juniors who share a senior are given, not emergent. A
department has a climate and a stock of inclusive practices; a unit has a stock of opportunities."""),
    ("Observation", """Everything is recorded every week over all employees. Participants are the first cohort, by
first enrolment, and are held against the same people in a hidden run without a programme. Headlines are taken over
all who were present at launch."""),
)  # fmt: skip

INITIALISATION = """The settled organisation at launch is a function of the organisation, the assumptions, seed and
replicate alone, and is shared by all policies of a replicate. It comes about by these steps."""

INPUT = """No time series drives the model. A real organisation enters as a roster (required columns: {required}; also
read: {optional}) and, if there is one, a list of ties (`source`, `target`, optionally `weight` and `kind`). What a
roster does not say is drawn as for a synthetic organisation and counted; engagement is always drawn."""

SUBMODELS = """Each section is a file of the code, in the order in which a week first comes to it. Symbols are those
of the table; s(x) is the logistic function, x+ is max(x, 0), eps is standard normal. Numbers in the equations are the
defaults of the parameters named below them, in the order in which the code reads them."""

SYMBOLS = (
    ("k, d", "a skill; the junior's less the senior's"),
    ("D, U", "cognitive distance, rms d; the share of a gap that can be bridged"),
    ("a", "attention to a skill, mean 1 over the eight"),
    ("theta", "share of session time that flows from junior to senior; from the learner's side, towards the learner"),
    ("q, sp", "quality of a session; spacing, which multiplies all that a session gives"),
    ("R, c", "rapport and clarity of a pair"),
    ("mI, ext, M", "intrinsic motivation, extrinsic pull, their sum"),
    ("f, w, T", "fatigue, workload, training"),
    ("conf, o, b, v", "confidence, openness to other generations, perceived inclusion, voice memory"),
    ("z", "engagement, standard normal; seen by managers who nominate, and by nobody else"),
    ("W, X, r", "weight of a tie; what of it grew beside the structure; how far a new hire's ties have come to life"),
    ("iota, opp, Q, A", "rate of ideas; opportunities left; quality of an idea; what a sponsor can absorb"),
    ("u", "a uniform number of the person's own in that week"),
)

OUTCOMES = """What is observed of a run. *Direction* says which way is good. A difference smaller than the smallest
effect of interest counts as no difference that matters; a percentage is of the baseline's mean."""

LEVERS = "What a strategist can choose. Every one stands in a scenario file under its path."

REFERENCES = """Grimm, V., Railsback, S. F., Vincenot, C. E., Berger, U., Gallagher, C., DeAngelis, D. L., et al.
(2020). The ODD protocol for describing agent-based and other simulation models: a second update to improve clarity,
replication, and structural realism. *Journal of Artificial Societies and Social Simulation*, 23(2), 7. Sources of
numbers are named in the tables; what is graded "assumption" has none."""
