"""Spanish and French sentences and what the rules see in them, and what they must not see.

Sentences are written as the rules read them: names are letters, counted where one stands twice ("S1" is the second).
"""

from __future__ import annotations

import re

import pytest

from tookpart.loaders.frames import Frame, Item
from tookpart.loaders.relations import find_relations, is_role
from tookpart.loaders.rules import rules

SPANISH = {
    # took part
    "asistieron a la M delegaciones de S.": "S attended",
    "participaron en la M representantes del S y de otros organismos.": "S attended",
    "al encuentro acudieron viceministros de S.": "S attended",
    "la M contó con la participación de autoridades migratorias de S.": "S attended",
    "la cita reunió a directores de migración de S.": "S attended",
    "con la presencia de delegados de A, sesionó el B.": "A attended",
    "S se dieron cita en L para la M.": "S attended",
    "S estuvieron representados en la M.": "S attended",
    "S han participado en la M.": "S attended",
    "está prevista la asistencia de los ministros de S.": "S attended",
    "la declaración fue suscrita por los representantes de S.": "S attended",
    "los países firmantes son S.": "S attended",
    "se han acreditado las delegaciones de S.": "S attended",
    "S y la G concurrieron como invitados especiales.": "G attended",
    "los viceministros de S, reunidos en L, acordaron un plan.": "S attended",
    # observers
    "como observadores asistieron A.": "A observed",
    "S participó en calidad de observador.": "S observed",
    "S acudió en su condición de observador.": "S observed",
    "A seguirán los debates como observadores.": "A observed",
    "contó con la presencia, en calidad de observadores, de A.": "A observed",
    # host
    "S fue la sede de la M.": "S hosted",
    "S acogerá la M.": "S hosted",
    "S recibió por segunda vez la M.": "S hosted",
    "la M se celebra en L por invitación del S.": "S hosted",
    "las delegaciones agradecieron al S su hospitalidad.": "S hosted",
    "S se ofreció a recibir la M.": "S hosted",
    "S actuó como anfitrión de la M.": "S hosted",
    # chair
    "la M fue presidida por P.": "P chaired",
    "la M fue encabezada por P.": "P chaired",
    "la M estuvo copresidida por S.": "S chaired",
    "la presidió el S.": "S chaired",
    "bajo la conducción de P.": "P chaired",
    "P, quien dirigió los debates.": "P chaired",
    # organisation, money, help
    "la M fue organizada por la G.": "G organised",
    "la convocó S.": "S organised",
    "la organización corre por cuenta de la G.": "G organised",
    "G realizaron en L la M.": "G organised",
    "el taller fue financiado por la G.": "G funded",
    "con el apoyo financiero de S.": "S funded",
    "correrá con los gastos la G.": "G funded",
    "la M contó con el apoyo técnico de la G.": "G supported",
    "con el respaldo de la G.": "G supported",
    "la G brindó apoyo técnico a la M.": "G supported",
    # speakers
    "P inauguró la M.": "P spokeAt",
    "la apertura estuvo a cargo de P.": "P spokeAt",
    "las palabras de bienvenida estuvieron a cargo de P.": "P spokeAt",
    "en la M han intervenido, además, P.": "P spokeAt",
    "P ha clausurado hoy en L la M.": "P spokeAt",
    "al inaugurar la M, P pidió cooperación.": "P spokeAt",
    "panelistas: P": "P spokeAt",
    # standing
    "el R agrupa a S.": "S memberOf",
    "S, que conforman la R.": "S memberOf",
    "los países miembros del R son S.": "S memberOf",
    "S se incorporó al R.": "S memberOf",
    "S son observadores del R.": "S observerOf",
    "S asumió la presidencia pro tempore del R.": "S presidencyOf",
    "S ejercerá la ppt en D.": "S presidencyOf",
    "S0 entregó a S1 la presidencia del R.": "S0 presidencyOf; S1 presidencyOf",
    "S0 hizo entrega de la presidencia pro tempore a S1.": "S0 presidencyOf; S1 presidencyOf",
    "S traspasó la presidencia pro témpore a la delegación d.": "S presidencyOf; d presidencyOf",
    "la presidencia pasará a manos de S.": "S presidencyOf",
    "la G ejerce la secretaría técnica del R.": "G secretariatOf",
    "la secretaría técnica, a cargo de la G.": "G secretariatOf",
    "la G, en su papel de secretaría técnica.": "G secretariatOf",
    "S0, que ejerce la presidencia pro tempore del R.": "S0 chaired; S0 presidencyOf",
    "la G0, con el apoyo de la G1, organizó la M.": "G0 organised; G1 supported",
    "el acto de clausura fue presidido por P.": "P spokeAt",
    "S anunció que será sede de la M.": "S hosted",
    # of whom the words name, and what is said of "it" or "he" of a meeting
    "participan también en ella S.": "",
    "la R, creada en D, está adscrita a la G; participan también en ella S.": "S memberOf",
    "la M fue breve, y participaron en ella S.": "S attended",
    "entre sus miembros figuran S.": "S memberOf",
    "el B, del que forman parte S, se instaló en D.": "S memberOf",
    "S, miembro fundador de la R, envió un mensaje.": "S memberOf",
    "S, país miembro del R desde D.": "S memberOf",
    "los once estados que componen la R son S.": "S memberOf",
    "la R admitió a S como nuevo miembro.": "S memberOf",
    "la delegación la integran S.": "",
    "S y la B acudieron como invitados especiales.": "S attended; B attended",
    "los miembros del B acudieron a la ceremonia en honor de S.": "",
    "la facilitó la G.": "G supported",
    "la organizó S y la financió la G.": "S organised; G funded",
    "la acogió S.": "S hosted",
    "la ayuda la facilitó la G.": "",
    "allí hablaron, entre otros, P.": "P spokeAt",
    "P rechazó en su intervención la medida.": "P spokeAt",
    "en su discurso inaugural, el P pidió fondos.": "P spokeAt",
    "P defendió en su discurso ante el congreso la medida.": "",
    "en la apertura, P propuso crear un fondo, y P1 pidió apoyo.": "P spokeAt; P1 spokeAt",
    "P estuvo presente en la inauguración.": "P attended",
    "P propuso crear un fondo.": "",
    "la clausuró la primera dama, P.": "P spokeAt",
    "la G expuso ante los participantes la situación.": "G spokeAt",
    "la G expuso sus cuadros en L.": "",
    "S copresidieron una M.": "S chaired",
    "la presidencia la ejerce S.": "S presidencyOf",
    "S, que presidía la R desde D.": "S presidencyOf",
    "S, que presidía la comisión de finanzas.": "",
    "la secretaría la lleva la G.": "G secretariatOf",
    "S se sumó a la R en D.": "S memberOf",
    "S se sumó a la M.": "S attended",
    "como país observador participó S.": "S observed",
    "son observadores de la R A.": "A observerOf",
    "la R cuenta como observadores con A.": "A observerOf",
    "S, que son observadores de la R.": "S observerOf",
    "este proceso agrupa a once países, entre ellos S.": "S memberOf",
    "este proceso reúne a expertos en L para S.": "",
    "condujo los debates P.": "P chaired",
    "la M, bajo la presidencia de P, concluyó ayer.": "P chaired",
    "la próxima M la organizará S.": "S organised",
    "S fue representado por P.": "S attended; P attended",
    "S, representado por su ministro, P, asistió.": "S attended; P attended",
    "el proyecto fue representado por una maqueta de la G.": "",
    "acompañaron la M la G.": "G attended",
    "acompañaron a los migrantes la G.": "",
    "pertenecen a la R S.": "S memberOf",
    # what says nothing
    "el material fue financiado por la G.": "",
    "P agradeció el apoyo a los migrantes.": "",
    "el grupo de trabajo, presidido por S.": "",
    "asistieron treinta jóvenes refugiados de S.": "",
    "la población de S asciende a diez millones.": "",
    "el convenio entre S y la G sigue vigente.": "",
    "S condenó la violencia.": "",
    "S no participó en la M.": "",
    "S no fue invitada a la M.": "",
    "S excusó su asistencia.": "",
    "participaron en un proyecto financiado por la G.": "",
    "participaron treinta migrantes de S.": "",
    "en el estudio participaron mujeres refugiadas de S.": "",
    "la crisis de S se agrava.": "",
    "la presidencia de la república de S.": "",
    "el ministro de S viajó a L.": "",
    "la sede de la G, en L, acoge la M.": "",
    "los proyectos del R, financiados por S.": "",
    "agradecieron a S el pago de sus cuotas.": "",
    "la secretaría de relaciones exteriores de S.": "",
    "S apoya a las comunidades de acogida.": "",
    "S abrió sus fronteras.": "",
    "al clausurar la M, el ministro agradeció a P.": "",
    "S preside la comisión de finanzas.": "",
    "la presidencia del G.": "",
}

FRENCH = {
    # took part
    "ont participé à la M les représentants du S.": "S attended",
    "y prennent part la S.": "S attended",
    "étaient présents les états membres ci-après : S.": "S attended",
    "S étaient représentés à la M.": "S attended",
    "la M a réuni des experts du S.": "S attended",
    "présidée par le S, elle a réuni des ministres d'afrique ainsi que la G.": "S chaired; G attended",
    "ont répondu présents les délégations de l'A.": "A attended",
    "la M a connu la participation de délégués de S.": "S attended",
    "en présence des représentants de l'A.": "A attended",
    "S ont pris part aux travaux.": "S attended",
    "sont attendus les experts de S.": "S attended",
    "outre le pays hôte, S.": "S attended",
    # observers
    "l'G y assistent en qualité d'observateurs.": "G observed",
    "la A ont pris part aux débats comme observateurs.": "A observed",
    "l'S s'y joindront à titre d'observateurs, tout comme le G.": "S observed; G observed",
    "ont assisté à la M en qualité d'observateurs : l'G.": "G observed",
    # host
    "le S accueille la M.": "S hosted",
    "le S accueillera les D, à L, la M.": "S hosted",
    "à l'invitation du S.": "S hosted",
    "S en sera l'hôte.": "S hosted",
    "ils ont exprimé leur gratitude au S pour l'accueil chaleureux.": "S hosted",
    # chair
    "la M était présidée par le S.": "S chaired",
    "sous la présidence du S.": "S chaired; S presidencyOf",
    "P, qui a dirigé les débats.": "P chaired",
    "coprésidé par le S.": "S chaired",
    # organisation, money, help
    "organisé par la G.": "G organised",
    "sous l'égide de la G.": "G organised",
    "la G a organisé à L une M.": "G organised",
    "avec l'appui financier des S.": "S funded",
    "l'G en a assuré le financement.": "G funded",
    "l'S ont contribué financièrement à la M.": "S funded",
    "avec l'appui technique de l'G.": "G supported",
    "l'G y fournira un appui logistique.": "G supported",
    # speakers
    "P a prononcé le discours d'ouverture.": "P spokeAt",
    "la séance a été ouverte par P.": "P spokeAt",
    "mots de bienvenue : P": "P spokeAt",
    "à la tribune se sont succédé P.": "P spokeAt",
    "dans son allocution, P a salué les progrès.": "P spokeAt",
    "la cérémonie d'ouverture, présidée par P, a été suivie d'un débat.": "P spokeAt",
    # standing
    "le B est composé de l'S.": "S memberOf",
    "le R regroupe l'S.": "S memberOf",
    "S ont rejoint le R.": "S memberOf",
    "l'G siègent comme observateurs.": "G observerOf",
    "le S assure la présidence du R.": "S presidencyOf",
    "le S0 a confié aujourd'hui au S1 la présidence du R.": "S0 presidencyOf; S1 presidencyOf",
    "la présidence passe maintenant au S.": "S presidencyOf",
    "remise du flambeau à l'S.": "S presidencyOf",
    "l'G fait office de secrétariat.": "G secretariatOf",
    "le secrétariat, assuré par l'G.": "G secretariatOf",
    "l'G0, en partenariat avec la G1, a organisé une M.": "G0 organised; G1 organised",
    "la présidence était exercée par le S en D.": "S presidencyOf",
    "l'atelier, financé par le S.": "S funded",
    # of whom the words name, and what is said from inside
    "les délégués ont installé le B, dont font partie le S.": "S memberOf",
    "le projet, dont font partie le S, avance.": "",
    "le S fait partie du R.": "S memberOf",
    "le S fait partie des pays les plus touchés.": "",
    "parmi ses membres figurent le S.": "S memberOf",
    "le S, membre fondateur du R, a écrit une lettre.": "S memberOf",
    "le S, membre fondateur, se félicite.": "S memberOf",
    "le R a admis la S comme nouveau membre.": "S memberOf",
    "la S a été admise comme membre du R.": "S memberOf",
    "la S a été admise comme membre observateur du R.": "",
    "l'G y était représentée par P.": "G attended; P attended",
    "le projet est représenté par un logo de l'G.": "",
    "P, a assisté à la séance d'ouverture.": "P attended",
    "à l'ouverture, P, a proposé un siège, et P1, a rappelé les objectifs.": "P spokeAt; P1 spokeAt",
    "P a proposé un texte.": "",
    "l'G a exposé aux participants la situation.": "G spokeAt",
    "l'G a exposé ses archives à L.": "",
    "ont également pris la parole P.": "P spokeAt",
    "sont intervenus P, puis P1.": "P spokeAt; P1 spokeAt",
    "les secours sont intervenus en S.": "",
    "P a plaidé dans son intervention pour un fonds.": "P spokeAt",
    "P a plaidé dans son discours devant le parlement pour un fonds.": "",
    "la S ont coprésidé une M.": "S chaired",
    "la S a présidé un comité.": "",
    "la présidence de la M revenait à l'S.": "S chaired",
    "la S, qui présidait le M depuis le D.": "S chaired; S presidencyOf",
    "l'G ont apporté leur appui.": "G supported",
    "l'G ont apporté leur appui financier.": "",
    "le R rassemble des pays d'afrique, dont la S.": "S memberOf",
    "la M rassemble des experts, dont ceux du S.": "S attended",
    "sont membres du B la S.": "S memberOf",
    "sont observateurs du R l'A.": "A observerOf",
    "ce dialogue réunit douze pays, dont la S.": "S memberOf",
    "l'S a accueilli la M et en a assuré la présidence.": "S hosted; S chaired",
    "l'organisation de la M a été assurée par la G.": "G organised",
    "l'organisation des soins a été assurée par des bénévoles de la G.": "",
    "sous la présidence de P, la M a conclu.": "P chaired",
    "l'S a pris le relais du S1 à la présidence du R.": "S presidencyOf",
    "P, l'a suivi à la tribune.": "P spokeAt",
    "se sont succédé P, coprésidents du forum, ainsi que P1.": "P spokeAt; P1 spokeAt",
    "ont répondu à l'invitation le S.": "S attended",
    "la M s'est tenue à l'invitation de la S.": "S hosted",
    "le S, représenté par son ministre, P, a pris part aux débats.": "S attended; P attended",
    "la séance inaugurale a été présidée par P.": "P spokeAt",
    # what says nothing
    "le S finance un projet de formation.": "",
    "le groupe de travail, présidé par le S.": "",
    "l'étude publiée par l'G porte sur le S.": "",
    "l'accord entre le S et l'G reste en vigueur.": "",
    "le S a condamné les violences.": "",
    "le S n'a pas participé à la M.": "",
    "le S n'était pas représenté.": "",
    "la S s'étaient fait excuser.": "",
    "ont participé à un projet financé par l'G.": "",
    "ont participé des migrants du S.": "",
    "la M a rassemblé plus de cent états membres de l'G.": "",
    "le président du S s'est rendu à L.": "",
    "la crise en S s'aggrave.": "",
    "le S accueille de nombreux réfugiés.": "",
    "le secrétariat d'état du S.": "",
    "le S soutient les communautés d'accueil.": "",
    "la présidence de l'G.": "",
}


def frame_of(sentence: str) -> tuple[Frame, dict[str, str]]:
    """The frame that a sentence stands for, and the names of its actors as the table writes them."""
    text, items, names = "", {}, {}
    for word in re.split(r"((?<!\w)(?:[SGPARBLDOM]|d(?=[. ]))\d?(?!\w|'))", sentence):
        if not re.fullmatch(r"[SGPARBLDOMd]\d?", word):
            text += word
            continue
        id_ = "0" if word == "M" else f"{word}/{len(text)}"
        names[id_] = word
        items[len(text)] = Item(len(text), len(text) + 1, word[0], (id_,))
        text += word[0]
    return Frame(0, len(text), text, items, ((0, 0),)), names


def seen(sentence: str, code: str) -> set[str]:
    """What is found, without "attended" for those who also had a part of their own."""
    frame, names = frame_of(sentence)
    found = {(names[f.actor], f.relation) for f in find_relations(frame, 0, rules(code))}
    special = {actor for actor, relation in found if is_role(relation) and relation != "attended"}
    return {f"{actor} {relation}" for actor, relation in found if relation != "attended" or actor not in special}


@pytest.mark.parametrize(("sentence", "expected"), SPANISH.items())
def test_what_a_spanish_sentence_says(sentence: str, expected: str) -> None:
    assert seen(sentence, "es") == set(filter(None, expected.split("; ")))


@pytest.mark.parametrize(("sentence", "expected"), FRENCH.items())
def test_what_a_french_sentence_says(sentence: str, expected: str) -> None:
    assert seen(sentence, "fr") == set(filter(None, expected.split("; ")))
