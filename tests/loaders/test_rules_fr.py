"""French sentences as pages of the field put them, and what the rules see in them: verbs in all their forms, subjects
behind the verb, clauses between subject and verb, and the near-misses of each.

Sentences are written as the rules read them: names are letters, counted where one stands twice ("S1" is the second).
"""

from __future__ import annotations

import re

import pytest

from tookpart.loaders.frames import Frame, Item
from tookpart.loaders.relations import find_relations, is_role
from tookpart.loaders.rules import rules

SENTENCES = {
    # attended, inversion
    "ont pris une part active à la M les délégués du S.": "S attended",
    "à cette M ont également assisté, outre les experts de la société civile, la G.": "G attended",
    "prenaient également part à cet événement la G.": "G attended",
    "y ont pris part : - S": "S attended",
    "en D, la S a organisé avec l'S1 une M.": "S organised; S1 organised",
    "P l'a inauguré ce D.": "P spokeAt",
    "le secrétariat du dialogue est assuré par l'G.": "G secretariatOf",
    "étaient de la partie la S.": "S attended",
    "s'étaient donné rendez-vous à L les directeurs généraux de S.": "S attended",
    "se sont retrouvés les D à L, autour de la même table, S.": "S attended",
    "ont répondu à l'appel les gouvernements de S.": "S attended",
    "ont fait le voyage de L les ministres de S.": "S attended",
    "avaient dépêché des délégations S.": "S attended",
    "participaient à la M, tenue en D, des représentants de S.": "S attended",
    "au nombre des participants figuraient la G.": "G attended",
    "parmi les présents, on notait la G.": "G attended",
    "on notait également la présence de la G.": "G attended",
    "la M s'est déroulée en présence notamment de délégués de la G.": "G attended",
    "la M connaîtra la participation de S.": "S attended",
    "les autres états présents sont l'S.": "S attended",
    "les organisations représentées étaient la G.": "G attended",
    "les partenaires présents à la M étaient l'G.": "G attended",
    "la M a réuni tous les états membres de la G, à savoir l'S.": "S attended; S memberOf",
    "la M a vu affluer des experts venus notamment de S.": "S attended",
    # subject first, with what may stand between
    "le S, dont la délégation était conduite par un ministre, a pris part à la M.": "S attended",
    "la S et plusieurs agences onusiennes ont également pris part à cette M.": "S attended",
    "l'G (siège) a aussi pris part aux travaux.": "G attended",
    "S, ainsi que des délégués de la société civile, ont assisté à la M.": "S attended",
    "la S prendra, elle aussi, part à la M.": "S attended",
    "le S prend également part à la M.": "S attended",
    "la S sera représentée à la M par P.": "S attended; P attended",
    "la S y a envoyé une importante délégation.": "S attended",
    "le S a dépêché un haut responsable à la M.": "S attended",
    "l'G y participent comme partenaires.": "G attended",
    "l'A seront également présents.": "A attended",
    "P a représenté son pays à la M.": "P attended",
    "P représentait la S à la M.": "P attended; S attended",
    "P conduit la délégation.": "P attended",
    "une délégation d a participé à la M.": "d attended",
    "les chefs de la diplomatie siègent aux côtés de représentants de l'G.": "G attended",
    "S se rencontrent à L.": "S attended",
    "S se sont réunis hier à L.": "S attended",
    "S tiennent leur M.": "S attended",
    # observers
    "la S a suivi les travaux en qualité d'observatrice.": "S observed",
    "siégeaient en qualité d'observateurs l'G.": "G observed",
    "parmi les observateurs figuraient l'G.": "G observed",
    "à titre d'observateurs, étaient représentés l'G.": "G observed",
    "en présence de représentants de l'G, en qualité d'observateurs.": "G observed",
    "l'G, présente à titre d'observatrice, a assisté à la M.": "G observed",
    # hosts
    "le S, pays hôte de la M, a salué les progrès.": "S hosted",
    "la M, qu'accueille pour la deuxième fois la S, s'ouvre à L.": "S hosted",
    "la M que la S accueillera en D.": "S hosted",
    "S abritait du D, à L, les travaux de la M.": "S hosted",
    "S reçoit à L ses homologues.": "S hosted",
    "S se propose d'accueillir la M.": "S hosted",
    "la S sera l'hôte de la M.": "S hosted",
    "ils ont su gré au S de son accueil fraternel.": "S hosted",
    # chairs
    "le S conduit cette semaine, à L, les réunions.": "S chaired",
    "la S préside les D, à L, la M.": "S chaired",
    "la M que préside la S.": "S chaired",
    "P, ministre de la justice, dirigeait les travaux.": "P chaired",
    "le S et la S assuraient la coprésidence de la M.": "S chaired; S presidencyOf",
    "P a présidé hier à L les travaux.": "P chaired",
    "sous la présidence effective du ministre de l'intérieur, P.": "P chaired",
    "la S, présidente de la M, a remercié les délégués.": "S chaired",
    "la S0 y a transmis le flambeau à l'S1.": "S0 chaired; S0 presidencyOf; S1 attended; S1 presidencyOf",
    "la S0 y cède la présidence, exercée depuis D, à S1.": "S0 chaired; S0 presidencyOf; S1 attended; S1 presidencyOf",
    "coprésidence : A": "A chaired",
    # organisers, money, help
    "la M qu'organise la G à L.": "G organised",
    "la G, qui a convoqué la M, est basée à L.": "G organised",
    "à l'initiative du S, la M a été convoquée.": "S organised",
    "la G avait tenu à L une M.": "G organised",
    "la M, montée par la G avec l'G1.": "G organised; G1 organised",
    "grâce à l'appui financier de l'G.": "G funded",
    "la M est financée par l'G.": "G funded",
    "la S finançait la M.": "S funded",
    "avec le concours technique de l'G.": "G supported",
    "avec l'appui conjoint de l'G.": "G supported",
    "la M bénéficie du soutien de l'G.": "G supported",
    "l'G apportait son concours à la M.": "G supported",
    "l'G accompagnent la M.": "G supported",
    # speech
    "accueillant les participants, P, a parlé au nom du directeur.": "P spokeAt",
    "P, a pris à son tour la parole pour promettre un appui.": "P spokeAt",
    "intervenant devant les délégués, l'G les a engagés à agir.": "G spokeAt",
    "à la cérémonie de clôture, qu'il présidait, P, a jugé le bilan bon.": "P spokeAt",
    "P, y a annoncé un plan.": "P spokeAt",
    "P a plaidé, lors de la M, pour un fonds.": "P spokeAt",
    "P a exhorté les participants à agir.": "P spokeAt",
    "devant les délégués, P a dressé un bilan.": "P spokeAt",
    "la parole a ensuite été donnée à P.": "P spokeAt",
    "P s'est félicité devant les participants des progrès.": "P spokeAt",
    "P s'est exprimé au nom du S.": "P spokeAt",
    "P ouvrira les travaux.": "P spokeAt",
    "ont tour à tour pris la parole P.": "P spokeAt",
    "a déclaré P à l'ouverture de la M.": "P spokeAt",
    "au cours de la M, P a indiqué que le texte est prêt.": "P spokeAt",
    # presidencies
    "la S, dont le mandat commence, exerçait la présidence du R.": "S presidencyOf",
    "la S succède au S1 à la présidence du R.": "S presidencyOf; S1 presidencyOf",
    "succédant au S, la S1 prend la présidence du R.": "S1 presidencyOf",
    "la présidence, jusque-là assurée par le S, revient à la S1.": "S presidencyOf; S1 presidencyOf",
    "la S a été élue à la présidence du R.": "S presidencyOf",
    "le S, à la tête du R depuis D, a rappelé l'enjeu.": "S presidencyOf",
    "le S, président en exercice du R, a rappelé l'enjeu.": "S presidencyOf",
    "le S passera le témoin à la S1.": "S presidencyOf; S1 presidencyOf",
    "la S a reçu le flambeau des mains du S1.": "S presidencyOf; S1 presidencyOf",
    "la S a repris les rênes du R.": "S presidencyOf",
    "le S, en sa qualité de président du B, a parlé.": "S presidencyOf",
    # standing
    "le R compte dix membres : S.": "S memberOf",
    "S participent au R.": "S memberOf",
    "S sont parties au R.": "S memberOf",
    "au R siègent S.": "S memberOf",
    "le R, dont la G assure le secrétariat, se réunit à L.": "G secretariatOf",
    "le secrétariat du R est confié à l'G.": "G secretariatOf",
    "l'G en sera le secrétariat.": "G secretariatOf",
    # from one chair to the next
    "après le S, elle a été confiée à la S1 en D.": "S1 presidencyOf",
    "la présidence est revenue au S en D, puis à la S1 en D.": "S presidencyOf; S1 presidencyOf",
    "l'S, qui l'a exercée en D, l'a transmise au S1 en D.": "S presidencyOf; S1 presidencyOf",
    "le S a été désigné pour prendre la relève du S1 à la tête du R.": "S presidencyOf; S1 presidencyOf",
    "à l'issue des travaux, le S a remis la présidence du dialogue à l'S1.": (
        "S chaired; S presidencyOf; S1 presidencyOf"
    ),
    "le M, dont le S assurait la présidence, s'est achevé.": "S chaired; S presidencyOf",
    "la M a vu la participation de 38 états membres de l'G, parmi lesquels la S.": "S attended; S memberOf",
    # classes seen once the verbs were there
    "de son côté, P, a promis un appui.": "P spokeAt",
    "P a pour sa part appelé à la prudence.": "P spokeAt",
    "P est intervenu par vidéo.": "P spokeAt",
    "a lancé P, à l'adresse des participants.": "P spokeAt",
    "c'est au P qu'il est revenu d'ouvrir les débats.": "P spokeAt",
    "P lui a emboîté le pas.": "P spokeAt",
    "la G a lu une déclaration.": "G spokeAt",
    "conduisant la délégation de son pays, P s'est dit confiant.": "P attended",
    "la délégation comprend aussi P.": "P attended",
    "l'S, représentée par P, dirigeait les débats.": "S chaired; P chaired",
    "le S présidait ; la S1 tenait la plume.": "S chaired",
    "les travaux, que préside P, se poursuivent.": "P chaired",
    "l'S, coprésidents, ont tenu à L le M.": "S chaired; S organised",
    "l'G assurait le secrétariat de la M, la S en couvrait les frais.": "G supported; S funded",
    "ils ont remercié le S pour son hospitalité et la S1 pour son appui financier.": "S hosted; S1 funded",
    "la A sont les organisateurs de cette M.": "A organised",
    "la M, que la S s'est proposée d'abriter, aura lieu en D.": "S hosted",
    "une trentaine de participants venus du S planchent sur la traite.": "S attended",
    "P, qui représentait l'G, a parlé.": "P attended; G attended",
    "la S y défend un accord.": "S attended",
    "la S y étaient associées en qualité d'observatrices.": "S observed",
    "des ministres de S, un pays voisin, ont dépêché des experts, dont ceux du S1.": "S attended; S1 attended",
    "la M a clos la présidence d.": "d chaired; d presidencyOf",
    "la G en était, parmi une centaine d'associations.": "G attended",
    # what says nothing
    "les ressortissants du S ont participé à la M.": "",
    "les représentants des états membres de la G ont participé à la M.": "",
    "avec l'appui de la G, les délégués ont pris part à la M.": "G supported",
    "la G est présente dans 171 pays.": "",
    "l'G assiste les migrants en transit.": "",
    "le S participe à un programme de retour.": "",
    "la S prend part à la lutte contre la traite.": "",
    "le S a reçu des réfugiés.": "",
    "le S reçoit une aide de l'G.": "",
    "la S préside l'assemblée.": "",
    "le S tient à sa souveraineté.": "",
    "la S a rappelé son ambassadeur.": "",
    "P a rappelé son parcours.": "",
    "P a rencontré ses homologues.": "",
    "le S a passé la main.": "",
    "le S a remis un don à la S1.": "",
    "la S a signé un accord avec l'G.": "",
    "la G regroupe cent pays.": "",
    "le S mène une opération à ses frontières.": "",
    "la S a pris la parole au nom du groupe.": "",
    "le S a organisé le retour de migrants.": "",
    "le S0 finance l'G.": "",
    "aucune délégation de la S n'était présente.": "",
    "le S, absent, avait été invité.": "",
    "l'G a été créée en présence de nul autre que P.": "P attended",
    "conduite par P, une délégation de la S a participé à la M.": "S attended",
    "son comité de pilotage rassemble la S.": "",
    "tous ont participé à la séance, à l'exception du S.": "",
    "le S, invité, n'a pu participer.": "",
    "l'S, invités, n'ont pas répondu.": "",
    "la S s'est excusée.": "",
    "l'G, qui compte 175 états membres, est présente au S depuis D.": "",
    "des élus de S se joindront aux travaux.": "",
    "le S, hôte de la précédente, en suivra la préparation.": "",
    "P, attendu, ne s'est pas déplacé.": "",
    "P n'a pas fait le déplacement.": "",
    "la S n'y est pas représentée.": "",
    "le président du S a reçu le directeur de l'G à L.": "",
    "des migrants venus du S ont été secourus.": "",
    "la S en était la capitale.": "",
}


def frame_of(sentence: str) -> tuple[Frame, dict[str, str]]:
    """The frame that a sentence stands for, and the names of its actors as the table writes them."""
    items: dict[int, Item] = {}
    names: dict[str, str] = {}
    text = ""
    for piece in re.split(r"((?<!\w)(?:[SGPARBLDOM]|d(?=[. ]))\d?(?!\w|'))", sentence):
        named = re.fullmatch(r"[SGPARBLDOMd]\d?", piece)
        if named:
            id_ = "0" if piece == "M" else f"{piece}/{len(text)}"
            names[id_] = piece
            items[len(text)] = Item(len(text), len(text) + 1, piece[0], (id_,))
        text += piece[0] if named else piece
    return Frame(0, len(text), text, items, ((0, 0),)), names


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES.items())
def test_what_a_sentence_says(sentence: str, expected: str) -> None:
    frame, names = frame_of(sentence)
    found = {(names[f.actor], f.relation) for f in find_relations(frame, 0, rules("fr"))}
    special = {actor for actor, relation in found if is_role(relation) and relation != "attended"}
    told = {f"{who} {relation}" for who, relation in found if relation != "attended" or who not in special}
    assert told == set(filter(None, expected.split("; ")))
