"""The sources that numbers rest on, a constant for each: the paper, its grade, and how far it was checked.

Almost all of them study ordinary mentoring, exchange of knowledge, or contact between groups. None is a randomised
study of what reverse mentoring at work does to innovation, inclusion or retention, because there is none; what comes
near is in `scenarios.evidence.studies`. A "recalled" source was not opened, of another only the abstract or a summary
was read; their digits set no default.
"""

from __future__ import annotations

from .parameters import Source, Verified

# mentoring
EBY = Source("Eby et al. 2013, Psychological Bulletin 139:441", "A", "verified")
EBY_2008 = Source("Eby et al. 2008, Journal of Vocational Behavior 72:254", "A", "recalled")
SANDVIK = Source("Sandvik et al. 2020, Quarterly Journal of Economics 135:1635", "A", "verified")
SANDVIK_2025 = Source(
    "Sandvik, Saouma, Seegert & Stanton 2025, Management Science, 10.1287/mnsc.2024.07524", "A", "verified"
)
PARISE = Source("Parise & Forret 2008, Journal of Vocational Behavior 72:225", "B", "verified")
ALLEN = Source("Allen, Eby & Lentz 2006, Journal of Applied Psychology 91:567", "B", "verified")
MCQUILLIN = Source("McQuillin & Lyons, Prevention Science; youth programmes", "B", "verified")
ALONSO = Source("Alonso Garcia et al. 2025, Evaluation and Program Planning 114:102729", "B", "verified")
RAGINS = Source("Ragins, Cotton & Miller 2000, Academy of Management Journal 43:1177", "B", "recalled")
GHOSH = Source("Ghosh & Reio 2013, Journal of Vocational Behavior 83:106", "A", "verified")
EVANS = Source("Evans; Burk: theses on negative mentoring experiences", "C", "verified")

# people of different ages who teach each other
BANK = Source(
    "German bank, age-diverse technology pairs, evidence-to-action.de 2025/09/01", "A", "verified in a secondary page"
)
BURMEISTER = Source(
    "Burmeister, Gerpott et al. 2021, Academy of Management Learning & Education 20:203", "A", "abstract only"
)
PFROMBECK = Source(
    "Pfrombeck, Burmeister & Grote 2024, summarised at ioatwork.com", "B", "verified in a secondary page"
)
KELLOGG = Source("Kellogg et al. 2025, 10.1016/j.infoandorg.2025.100559", "C", "abstract only")

# feedback and rewards
KLUGER = Source("Kluger & DeNisi 1996, Psychological Bulletin 119:254", "A", "verified")
DECI = Source("Deci, Koestner & Ryan 1999, Psychological Bulletin 125:627", "A", "verified")
CERASOLI = Source("Cerasoli, Nicklin & Ford 2014, Psychological Bulletin 140:980", "A", "verified")
LAM = Source("Lam et al. 2011, Organizational Behavior and Human Decision Processes 116:217", "C", "recalled")

# load
SHOMAN = Source(
    "Shoman et al. 2022, Int. Journal of Environmental Research and Public Health 19:13037", "A", "abstract only"
)

# learning and ideas
TATEL = Source("Tatel & Ackerman 2025, Psychological Bulletin, 10.1037/bul0000481", "A", "verified")
NOOTEBOOM = Source("Nooteboom et al. 2007, Research Policy 36:1016", "B", "verified")
SZULANSKI = Source("Szulanski 1996, Strategic Management Journal 17:27", "B", "recalled")
FANG = Source("Fang, Lee & Schilling 2010, Organization Science 21:625", "C", "verified")
BURT = Source("Burt 2004, American Journal of Sociology 110:349", "B", "verified")
FRAZIER = Source("Frazier et al. 2017, Personnel Psychology, 10.1111/peps.12183", "A", "verified")
APRICENO = Source("Apriceno & Levy 2023, Journal of Applied Gerontology 42:1356", "A", "verified")

# leaving
MERCER = Source("Mercer 2023-24, US turnover surveys", "B", "verified in a secondary page")
BLS = Source("BLS, Employee Tenure in January 2024, USDL-24-1971", "B", "derived")
NG = Source("Ng & Feldman 2009, Journal of Vocational Behavior 74:283", "A", "verified")
GRIFFETH = Source("Griffeth, Hom & Gaertner 2000, Journal of Management 26:463", "A", "recalled")
HOLMES = Source("Mor Barak et al. 2016; Holmes et al. 2021, 10.1177/0149206320934547", "A", "verified")
JIANG = Source("Jiang et al. 2012, Journal of Applied Psychology 97:1077", "A", "verified")
FELPS = Source("Felps et al. 2009, Academy of Management Journal 52:545", "B", "verified")
BOUSHEY = Source("Boushey & Glynn 2012, Center for American Progress", "B", "verified")

# people and networks
PIAAC = Source("OECD 2013, 2015: PIAAC, problem solving in technology-rich environments", "B", "verified")
GENOIS = Source("Génois et al. 2015, Network Science, 10.1017/nws.2015.10", "B", "verified")

RECALLED = Source("recalled from the literature, no paper opened", "assumption", "recalled")

BY_CALIBRATION = "fitted by benchmarks/calibrate.py"


def fitted(target: str, source: Source) -> Source:
    """Return the source of a number that was fitted to a target (`scenarios.evidence.targets`) which rests on a source.

    >>> fitted("C7", EBY).citation
    'fitted by benchmarks/calibrate.py to C7, Eby et al. 2013, Psychological Bulletin 139:441'
    """
    followed: Verified = "recalled" if source.verified == "recalled" else "derived"
    return source._replace(citation=f"{BY_CALIBRATION} to {target}, {source.citation}", verified=followed)


FITTED_C1 = fitted("C1", MERCER)
FITTED_C4 = fitted("C4", GRIFFETH)
FITTED_C6 = fitted("C6", KLUGER)
FITTED_C7 = fitted("C7", EBY)
FITTED_C8 = fitted("C8", EBY)
FITTED_C9 = fitted("C9", APRICENO)
FITTED_C11 = fitted("C11", DECI)
