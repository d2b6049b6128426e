"""The words by which HR systems call what mentorlab reads, in English, German, French, Spanish, Italian and Dutch.

Of each column there are two lists: the words that mean it, and those that may mean it. Of grades there is a list for
each level, most junior first; it is only ever a proposal that is shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

HEADERS: dict[str, tuple[str, str]] = {
    "employee_id": (
        "employee id, employee number, employee no, employee nr, emp id, emp no, emp nr, emp number, personnel number, "
        "personnel no, personnel id, person id, person number, staff id, staff number, worker id, associate id, "
        "employee code, payroll number, id, "
        "Personalnummer, Personalnr, Personal nr, Pers nr, Persnr, Pernr, Personal ID, Mitarbeiternummer, "
        "Mitarbeiternr, Mitarbeiter nr, Mitarbeiter ID, MA nr, MA Nummer, Stammnummer, "
        "matricule, numéro matricule, n matricule, no matricule, matricule salarié, matricule employé, "
        "identifiant salarié, ID salarié, numéro salarié, numéro employé, numéro d employé, ID employé, "
        "número de empleado, ID empleado, código empleado, legajo, "
        "matricola, numero matricola, codice dipendente, ID dipendente, "
        "personeelsnummer, medewerkernummer, medewerker ID, werknemernummer",
        "number, no, nr, nummer, numéro, code, employee, worker, user id, identifiant, Mitarbeiter, salarié",
    ),
    "birth_date": (
        "birth date, birthdate, date of birth, dob, birthday, Geburtsdatum, Geburtstag, Geb datum, Gebdatum, "
        "date de naissance, date naissance, fecha de nacimiento, data di nascita, geboortedatum",
        "born, geboren, geboren am, naissance, nacimiento, nascita",
    ),
    "birth_year": (
        "birth year, year of birth, yob, Geburtsjahr, année de naissance, año de nacimiento, anno di nascita, "
        "geboortejaar",
        "born, year, Jahrgang, naissance, année naissance",
    ),
    "age": (
        "age, age years, age in years, Alter, Lebensalter, Alter Jahre, Alter in Jahren, âge, edad, età, leeftijd",
        "",
    ),
    "age_band": (
        "age band, age group, age range, age bracket, Altersgruppe, Altersklasse, Altersband, tranche d âge, "
        "grupo de edad, fascia d età, leeftijdsgroep, leeftijdscategorie",
        "age, Alter, âge",
    ),
    "generation": ("generation, génération, generación, generazione, generatie", ""),
    "level": (
        "level, grade, job level, job grade, pay grade, salary grade, band, job band, career level, management level, "
        "seniority, seniority level, hierarchy level, "
        "Stufe, Karrierestufe, Karrierelevel, Hierarchiestufe, Hierarchieebene, Ebene, Gehaltsstufe, Rang, "
        "Führungsebene, niveau, niveau hiérarchique, niveau de poste, échelon, "
        "nivel, nivel jerárquico, livello, inquadramento, functieniveau, salarisschaal, schaal",
        "job title, title, position, job profile, role, job role, rank, Funktion, Stelle, Stellenbezeichnung, "
        "Entgeltgruppe, Tarifgruppe, Lohngruppe, fonction, poste, intitulé du poste, emploi, catégorie, "
        "catégorie professionnelle, classification, coefficient, puesto, cargo, categoría, ruolo, qualifica, functie",
    ),
    "department": (
        "department, dept, department name, dept name, Abteilung, Abteilungsname, département, service, "
        "departamento, dipartimento, reparto, afdeling",
        "division, business unit, bu, business area, unit, org unit, organizational unit, organisational unit, "
        "organization, organisation, function, area, supervisory organization, cost center, cost centre, "
        "cost center name, Bereich, Geschäftsbereich, Fachbereich, Organisationseinheit, Orgeinheit, OE, Kostenstelle, "
        "Ressort, direction, entité, pôle, unité, centre de coût, centre de coûts, unidad, dirección, área, "
        "unità organizzativa, centro di costo, divisie, organisatie eenheid, kostenplaats",
    ),
    "team": (
        "team, team name, squad, work group, Arbeitsgruppe, équipe, equipo, squadra",
        "supervisory organization, Gruppe, groupe, grupo, gruppo",
    ),
    "manager_id": (
        "manager id, manager, manager employee id, manager number, manager no, supervisor, supervisor id, "
        "line manager, line manager id, reports to, reports to id, direct manager, direct manager id, "
        "Vorgesetzter, Vorgesetzte, Vorgesetzte r, Vorgesetzten nr, Vorgesetztennummer, Vorgesetzter ID, "
        "Vorgesetzten ID, Personalnummer Vorgesetzter, Personalnummer des Vorgesetzten, Pers nr Vorgesetzter, "
        "Personalnummer Führungskraft, Führungskraft, Führungskraft ID, Führungskraft Personalnummer, "
        "disziplinarischer Vorgesetzter, disziplinarische Führungskraft, direkter Vorgesetzter, "
        "responsable, matricule responsable, matricule manager, matricule du responsable, matricule du manager, n 1, "
        "matricule n 1, supérieur, supérieur hiérarchique, matricule supérieur, responsable hiérarchique, "
        "jefe, ID jefe, ID supervisor, responsabile, matricola responsabile, leidinggevende, manager nummer",
        "boss, lead, chef, Leiter, Leitung, capo",
    ),
    "hire_date": (
        "hire date, date of hire, hiring date, start date, joining date, date of joining, date joined, join date, "
        "entry date, original hire date, employment start date, "
        "Eintrittsdatum, Eintritt, Einstellungsdatum, Einstellung, Diensteintritt, Eintritt am, beschäftigt seit, "
        "date d entrée, date d embauche, date entrée, date embauche, embauche, date d arrivée, date d ancienneté, "
        "fecha de ingreso, fecha de alta, fecha de contratación, data di assunzione, data assunzione, "
        "datum in dienst, datum indiensttreding, in dienst sinds",
        "hired, joined, since, seit, entrée, ingreso, assunzione, in dienst",
    ),
    "tenure_years": (
        "tenure, tenure years, tenure in years, years of tenure, years at company, years of service, "
        "length of service, length of service years, "
        "Betriebszugehörigkeit, Betriebszugehörigkeit Jahre, Betriebszugehörigkeit in Jahren, Dienstjahre, "
        "ancienneté, ancienneté années, ancienneté en années, antigüedad, anzianità, dienstjaren",
        "seniority, seniority years",
    ),
    "site": (
        "site, location, work location, office, Standort, Arbeitsort, Niederlassung, Betriebsstätte, "
        "lieu, lieu de travail, établissement, localisation, sede, ubicación, lugar de trabajo, vestiging, locatie",
        "city, country, region, Werk, Ort, Stadt, Land, ville, pays, région, ciudad, centro, stad",
    ),
    "group": ("under represented group, underrepresented group, under represented", ""),
}  # fmt: skip
"""Our column: the words that mean it; and those that may mean it, if nothing means it."""

TIE_HEADERS: dict[str, tuple[str, str]] = {
    "source": (
        "source, from, sender, from id, source id, employee 1, person 1, Von, Absender, Quelle, expéditeur, "
        "origen, mittente, van, afzender",
        "de, da, employee id, ego, respondent, Personalnummer, matricule",
    ),
    "target": (
        "target, to, recipient, receiver, to id, target id, employee 2, person 2, An, Nach, Empfänger, Ziel, "
        "destinataire, destino, destinatario, naar, ontvanger",
        "à, a, colleague, contact, alter, Kollege, collègue",
    ),
    "weight": (
        "weight, count, strength, frequency, messages, meetings, hours, number of contacts, contacts, interactions, "
        "Gewicht, Anzahl, Häufigkeit, Stärke, Kontakte, poids, nombre, fréquence, force, peso, frecuencia, "
        "frequenza, gewicht, aantal, frequentie",
        "number, n, total, e mails, emails, duration",
    ),
    "kind": ("kind, type, channel, relation, Art, Typ, Kanal, canal, tipo, soort", "category"),
}  # fmt: skip

GRADES = (
    "intern, trainee, apprentice, graduate, entry, entry level, junior, assistant, working student, "
    "Azubi, Auszubildende, Praktikant, Werkstudent, Berufseinsteiger, Einsteiger, Nachwuchs, Assistent, Assistenz, "
    "stagiaire, apprenti, alternant, débutant, assistante, ouvrier, becario, practicante, aprendiz, stagista, "
    "apprendista, stagiair",
    "specialist, professional, individual contributor, ic, staff, employee, worker, associate, analyst, consultant, "
    "engineer, officer, expert, senior, intermediate, experienced, account executive, sales executive, coordinator, "
    "Sachbearbeiter, Fachkraft, Spezialist, Mitarbeiter, Angestellte, Referent, Fachexperte, Experte, Berater, "
    "Facharbeiter, Fachspezialist, Professional, "
    "employé, technicien, spécialiste, chargé, chargée, confirmé, confirmée, ingénieur, collaborateur, "
    "agent de maîtrise, técnico, especialista, impiegato, impiegata, specialista, medewerker",
    "manager, team lead, team leader, lead, supervisor, principal, group leader, first line manager, "
    "Teamleiter, Teamleitung, Gruppenleiter, Gruppenleitung, Meister, Führungskraft, Projektleiter, "
    "chef d équipe, responsable, cadre, manager, chef de projet, chef de service, superviseur, "
    "jefe de equipo, gerente, capo, quadro, teamleider",
    "director, senior manager, head, head of, department head, senior director, "
    "Abteilungsleiter, Abteilungsleitung, Bereichsleiter, Bereichsleitung, Hauptabteilungsleiter, Direktor, Leiter, "
    "Leitung, cadre supérieur, directeur, directrice, chef de département, director, dirigente, direttore, "
    "afdelingshoofd",
    "executive, vice president, vp, svp, evp, senior vice president, executive vice president, chief, ceo, cfo, coo, "
    "c level, c suite, president, partner, managing director, board, executive director, "
    "Vorstand, Geschäftsführer, Geschäftsführung, Geschäftsleitung, Vorstandsmitglied, "
    "cadre dirigeant, dirigeant, directeur général, directrice générale, comité de direction, comex, président, "
    "director general, direttore generale, amministratore delegato, directie, bestuur",
)  # fmt: skip
"""Words of grades for each level, 0 to 4."""


def plain_words(text: str) -> str:
    """Return a name as it is compared: words in small letters without accents, signs and what stands in brackets.

    >>> plain_words("EmployeeNumber"), plain_words("Führungskraft_ID (SAP)"), plain_words("N° matricule")
    ('employee number', 'fuhrungskraft id', 'n matricule')
    """
    text = re.sub(r"\(.*?\)|\[.*?\]", " ", text) if not re.fullmatch(r"\s*[(\[].*[)\]]\s*", text) else text
    text = re.sub(r"(?<=[a-zäöü])(?=[A-ZÄÖÜ])", " ", text.replace("°", " "))
    letters = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return " ".join(re.findall(r"[^\W_]+", "".join(one for one in letters if not unicodedata.combining(one))))


@cache
def phrases(listed: str) -> dict[str, int]:
    """Return the phrases of a list with their places; those with umlauts also as they are written without."""
    found: dict[str, int] = {}
    for place, phrase in enumerate(filter(None, map(str.strip, listed.split(",")))):
        spelled_out = phrase
        for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue")):
            spelled_out = spelled_out.replace(umlaut, letters)
        for spelling in (phrase, spelled_out):
            found.setdefault(plain_words(spelling), place)
    return found


def contains(text: str, listed: str) -> bool:
    """Tell whether a phrase of a list stands in a text as whole words.

    >>> contains("Employee level code", HEADERS["level"][0])
    True
    """
    words = f" {plain_words(text)} "
    return any(len(phrase) > 2 and f" {phrase} " in words for phrase in phrases(listed))
