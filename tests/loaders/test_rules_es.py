"""Spanish sentences of many builds that say the same, and sentences close to them that say nothing.

They are written as the rules read them: names are letters, counted where one stands twice ("S1" is the second).
"""

from __future__ import annotations

import re

import pytest

from tookpart.loaders.frames import Frame, Item
from tookpart.loaders.relations import find_relations, is_role
from tookpart.loaders.rules import rules

STATED = {
    # the verb before those who came
    "acudieron técnicos encargados de los asuntos fronterizos de S.": "S attended",
    "concurrieron ocho países miembros de la R: S.": "S attended; S memberOf",
    "estuvieron S.": "S attended",
    "allí estuvieron también delegaciones de S.": "S attended",
    "trabajan en ella especialistas y funcionarios de S.": "S attended",
    "han asistido a la M, además, S.": "S attended",
    "comparecerán los titulares de migración de S.": "S attended",
    "se darán cita en L representantes de S.": "S attended",
    "a la cita asistían, entre otros, S.": "S attended",
    "se hicieron presentes a través de sus embajadas S.": "S attended",
    "tomaron parte los seis estados, con personal de sus ministerios; la G.": "G attended",
    "en representación de S están P.": "S attended; P attended",
    "participó por parte de S P.": "S attended; P attended",
    "integraron la mesa delegados de S.": "S attended",
    "entre los funcionarios presentes se encontraban P.": "P attended",
    "entre las autoridades asistentes figuraron P.": "P attended",
    "entre los invitados destacaron P.": "P attended",
    "participaron en la M de manera virtual S.": "S attended",
    # those who came before the verb
    "los delegados de S, que se reunieron en L del D en la M.": "S attended",
    "S, a través de su cancillería, participó en la M.": "S attended",
    "S, por medio de su viceministra, P, asistió.": "S attended; P attended",
    "S habían confirmado su asistencia.": "S attended",
    "A asistirán por videoconferencia.": "A attended",
    "S estará debidamente representada en la M.": "S attended",
    "S se unieron a los trabajos.": "S attended",
    "S se incorporó a distancia.": "S attended",
    "S asistieron sin firmar.": "S attended",
    "los países de la G -S- dieron un paso más durante la M.": "S attended; S memberOf",
    "S acordaron en la M un calendario.": "S attended",
    "los cinco países que integran la R -S- concluyeron ayer la M.": "S attended; S memberOf",
    "los cancilleres y ministros del interior de S repasaron los avances.": "S attended",
    "autoridades de las áreas de frontera, trabajo y asuntos consulares de S, intercambian experiencias.": "S attended",
    "fueron también, como invitados, delegaciones de A.": "A attended",
    "en calidad de invitados están S.": "S attended",
    "su delegación va encabezada por P.": "P attended",
    "encabezó la delegación d P.": "P attended",
    "S designó a P.": "S attended; P attended",
    "a la M llegaron los titulares de migración de S.": "S attended",
    "tomaron asiento S.": "S attended",
    "respondieron a la convocatoria S.": "S attended",
    "S se conectaron desde L.": "S attended",
    "se hallaban presentes los delegados de S; S1 lo hicieron por vía telemática.": "S attended; S1 attended",
    "se conectaron S; del otro lado, S1.": "S attended; S1 attended",
    "nos acompañaron como testigos la G.": "G attended",
    "no faltaron S.": "S attended",
    "consta la asistencia de la G, que tomó notas, y de la G1.": "G attended; G1 attended",
    "estaban en la sala las ocho delegaciones del bloque: S.": "S attended",
    "entre el público había docentes de S.": "S attended",
    "S emiten este comunicado.": "S attended",
    # who is greeted
    "se celebró la presencia de S.": "S attended",
    "los delegados saludaron la participación de S.": "S attended",
    "agradeció a S su presencia.": "S attended",
    "la M tuvo la participación de S.": "S attended",
    # who was brought together
    "los retos comunes reunieron los días D, en L, a directores de S.": "S attended",
    "la cita congregará a autoridades migratorias de S.": "S attended",
    "la M ha convocado en L a expertos de S.": "S attended",
    # signing
    "suscribieron la declaración final, de doce puntos: S.": "S attended",
    "firmaron allí el plan de trabajo S.": "S attended",
    "la firmaron S.": "S attended",
    "rubricaron el acta S.": "S attended",
    "S suscribieron la declaración.": "S attended",
    # observers
    "S estuvieron en calidad de observadores.": "S observed",
    "S lo hizo como observador.": "",
    "como observadores se sumaron S.": "S observed",
    "la G, a través de su oficina en L, asistió como observadora.": "G observed",
    "en carácter de observadores intervinieron S.": "S observed; S spokeAt",
    "también asistieron en calidad de observadores representantes de asociaciones civiles de la región y de agencias"
    " internacionales, como la G.": "G observed",
    "A siguieron los trabajos como observadores.": "A observed",
    "S miraron los debates en calidad de observadores, al igual que la G.": "S observed; G observed",
    # hosts
    "llegaron también delegados de la anfitriona, S.": "S hosted",
    "S, por conducto de la G, es anfitrión en L.": "S hosted",
    "S, a través de la G, recibe la M.": "S hosted",
    "S acogerá este mes la M.": "S hosted",
    "S, donde se celebró la M, fue el anfitrión.": "S hosted",
    "la M, que acogió en L S.": "S hosted",
    "corresponderá a S acoger la M.": "S hosted",
    "S volverá a recibir la M.": "S hosted",
    "S fue elegido sede de la M.": "S hosted",
    "la M, de la que fue anfitriona P.": "P hosted",
    "acogió S; organizaron la G.": "S hosted; G organised",
    # chairs
    "el S asumió la dirección de los debates.": "S chaired",
    "una de ellas es la M, cuya sesión dirige la G.": "G chaired",
    "condujeron la sesión P.": "P chaired",
    "encabezó la M P.": "P chaired",
    "P encabezó los trabajos.": "P chaired",
    "S ha copresidido la M.": "S chaired",
    "la presidió hoy P.": "P chaired",
    "la M se celebra bajo la presidencia pro tempore de S.": "S chaired; S presidencyOf",
    "en la M S, que ejerce la presidencia, pidió calma.": "S chaired; S presidencyOf",
    "en el acto final S cedió la presidencia a S1.": "S chaired; S presidencyOf; S1 presidencyOf",
    "la M tuvo a S en la presidencia pro tempore.": "S chaired; S presidencyOf",
    "con la presidencia pro tempore de S, la M abordó el retorno.": "S chaired; S presidencyOf",
    "llevó la batuta P.": "P chaired",
    "la M, que encabeza S.": "S chaired",
    "por la R la presidió S; por la R, S1.": "S chaired; S1 chaired",
    # organisation, money, help
    "la organización quedó en manos de la G.": "G organised",
    "el costo del encuentro lo asumió S.": "S funded",
    "S puso los fondos.": "S funded",
    "la logística corrió a cargo de la G.": "G supported",
    "la M, que organizó la G.": "G organised",
    "la convocó S, que copresidió el M con S1.": "S organised; S chaired; S1 chaired",
    "S firmaron en ella la declaración de L.": "S attended",
    "la M, que la G convocó en L.": "G organised",
    "la M fue coordinada por la B y la G.": "G organised",
    "la M, que la G ha financiado.": "G funded",
    "la M, que la G facilitó como secretaría.": "G supported; G secretariatOf",
    "la M, que apoyó la G.": "G supported",
    "la G ha prestado asistencia técnica a la M.": "G supported",
    "en su preparación colaboró la G.": "G supported",
    # speakers
    "dijo en la clausura el presidente saliente del R, P.": "P spokeAt",
    "señaló ante los delegados P.": "P spokeAt",
    "durante la M, P propuso un registro común.": "P spokeAt",
    "en la M, S sostuvo que urge coordinar.": "S spokeAt",
    "la G y la sociedad civil disertarán sobre la trata.": "G spokeAt",
    "la G tomó la palabra.": "G spokeAt",
    "P destacó los avances en la M.": "P spokeAt",
    "la sesión inaugural estuvo a cargo de A.": "A spokeAt",
    "la clausurará mañana el alcalde de la ciudad, P.": "P spokeAt",
    "P dictó la conferencia inaugural.": "P spokeAt",
    "presentaron sus casos P.": "P spokeAt",
    # members
    "S pasa a ser el O integrante del R.": "S memberOf",
    "la R tiene como miembros a S.": "S memberOf",
    "los países de la R (S).": "S memberOf",
    "los gobiernos que integran la R -S- analizaron el plan.": "S memberOf; S attended",
    "más tarde ingresaron S.": "S memberOf",
    "en D se incorporó S.": "S memberOf",
    "posteriormente se adhirió a la R S.": "S memberOf",
    "S ingresó más tarde.": "S memberOf",
    "S se unió a este mecanismo.": "S memberOf",
    "forman parte de este proceso S.": "S memberOf",
    "S, quienes conforman la R.": "S memberOf",
    "la R cuenta además con S como observador.": "S observerOf",
    "lo forman hoy nueve estados: S.": "S memberOf",
    "el B, compuesto por A, colabora.": "A memberOf",
    # presidencies
    "S sustituye a S1 al timón de la R.": "S presidencyOf; S1 presidencyOf",
    "en D la presidencia correspondió a S.": "S presidencyOf",
    "la presidencia que deja S.": "S presidencyOf",
    "P fue elegido presidente de la R.": "P presidencyOf",
    "S, que estuvo al frente en D, entregó el relevo a S1.": "S presidencyOf; S1 presidencyOf",
    "la G hará de secretaría técnica.": "G secretariatOf",
    "la G, secretaría técnica del foro, levantó el acta.": "G secretariatOf",
    "S ostenta la presidencia pro-tempore del R.": "S chaired; S presidencyOf",
    "S, presidencia pro tempore de la R, envió una nota.": "S presidencyOf",
    "S, al frente de la R, envió una nota.": "S presidencyOf",
    "dos países ejercerán de manera conjunta la presidencia: S.": "S presidencyOf",
    "asumirán de forma conjunta la presidencia pro tempore durante el D, S.": "S presidencyOf",
    "S había recibido la presidencia de manos de S1.": "S presidencyOf; S1 presidencyOf",
    "S relevará a S1 en la presidencia del R.": "S presidencyOf; S1 presidencyOf",
    "S, por medio de P, entregó la presidencia a S1.": "S presidencyOf; S1 presidencyOf",
    "S fue elegido como el O presidente pro tempore del R por los demás.": "S presidencyOf",
    "S será la nueva presidencia del R.": "S presidencyOf",
    "el traspaso de la presidencia pro tempore de S a S1.": "S presidencyOf; S1 presidencyOf",
    "como presidencia pro tempore en D, S impulsó tres talleres.": "S presidencyOf",
    "la presidencia del R la ocupa este año S.": "S presidencyOf",
}

NOT_STATED = [
    # places, and whoever lives there or comes from there
    "en S participaron treinta delegados.",
    "en la frontera con S participaron varias patrullas.",
    "acudieron a los albergues familias procedentes de S.",
    "asistieron a clase niños de S.",
    "participaron en la encuesta personas solicitantes de asilo de S.",
    "la cifra de retornados a S aumentó durante la M.",
    "el éxodo de S creció en la M.",
    "los ciudadanos de S llegaron durante la M.",
    # absence and invitations
    "S, aunque invitada, no envió delegado.",
    "S quedaron invitados a adherirse más adelante.",
    "cursadas invitaciones a la G.",
    "han sido invitados veinte países en calidad de observadores, así como delegados de la G.",
    "S no se hizo presente.",
    "no asistieron S.",
    "sin la presencia de S, el plan fracasará.",
    "S declinó la invitación.",
    "S rechazaron participar en la M.",
    "S participó en un desfile.",
    "la G asistió a los heridos.",
    "abrieron un albergue con el apoyo de la G.",
    "concurrieron todos los estados, salvo S.",
    # other business
    "S presentó un informe.",
    "el gobierno de S publicó un decreto.",
    "S firmó un acuerdo comercial con S1.",
    "firmaron el plan de acción con S.",
    "el presidente de S participó.",
    "la G participa en la elaboración de un manual.",
    "S reúne los requisitos.",
    "la sede de la G reunió los votos.",
    "la G se reunió ayer.",
    # other chairs, hosts and heads
    "la comisión de salud, cuyo estudio dirige la universidad.",
    "S preside la comisión de salud.",
    "la presidencia de la república de S.",
    "S ejerce la presidencia de la comisión.",
    "P, presidente de S, viajó.",
    "S acoge a miles de refugiados.",
    "S recibió ayuda de la G.",
    "S, al frente de la crisis, pidió ayuda.",
    "bajo el liderazgo de la comunidad.",
    # money and help for something else
    "el proyecto, que financió la G.",
    "la G facilitó víveres.",
    "la G apoya a los desplazados.",
    "la G organiza campañas de vacunación.",
    # words spoken elsewhere
    "P dijo que viajará.",
    "P señaló ante la prensa su disgusto.",
    "S señaló que cerrará la frontera.",
    "la G intervino en la crisis.",
    # joining something else
    "S ingresó en recesión.",
    "S se incorporó al mercado.",
    "forman parte de la ruta S.",
    "S se sumó a la condena.",
    "la R tiene como meta a los jóvenes de S.",
]


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


def seen(sentence: str) -> set[str]:
    """What is found, without "attended" for those who also had a part of their own."""
    frame, names = frame_of(sentence)
    found = {(names[f.actor], f.relation) for f in find_relations(frame, 0, rules("es"))}
    special = {actor for actor, relation in found if is_role(relation) and relation != "attended"}
    return {f"{actor} {relation}" for actor, relation in found if relation != "attended" or actor not in special}


@pytest.mark.parametrize(("sentence", "expected"), STATED.items())
def test_a_spanish_sentence_states_this(sentence: str, expected: str) -> None:
    assert seen(sentence) == set(filter(None, expected.split("; ")))


@pytest.mark.parametrize("sentence", NOT_STATED)
def test_a_spanish_sentence_states_nothing(sentence: str) -> None:
    assert seen(sentence) == set()
