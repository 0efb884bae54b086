"""Names of places and people: the municipalities are real, the people are invented."""

from __future__ import annotations

_PLACES = """
Abbeville|Alabaster|Albertville|Alexander City|Aliceville|Andalusia|Anniston|Arab|Ashland|Ashville
Athens|Atmore|Attalla|Auburn|Bay Minette|Bessemer|Birmingham|Blountsville|Boaz|Brent|Brewton
Bridgeport|Brundidge|Calera|Camden|Carbon Hill|Centre|Centreville|Chelsea|Cherokee|Chickasaw
Childersburg|Citronelle|Clanton|Clayton|Columbiana|Cordova|Crossville|Cullman|Dadeville|Daleville
Daphne|Dauphin Island|Decatur|Demopolis|Dothan|Double Springs|East Brewton|Eclectic|Elba|Enterprise
Eufaula|Eutaw|Evergreen|Fairfield|Fairhope|Falkville|Fayette|Flomaton|Florala|Florence|Foley
Fort Deposit|Fort Payne|Frisco City|Fultondale|Gadsden|Gardendale|Geneva|Georgiana|Geraldine|Glencoe
Gordo|Grant|Greensboro|Greenville|Grove Hill|Guin|Gulf Shores|Guntersville|Gurley|Haleyville
Hamilton|Hanceville|Hartford|Hartselle|Headland|Heflin|Helena|Henagar|Hokes Bluff|Homewood|Hoover
Hueytown|Huntsville|Irondale|Jackson|Jacksonville|Jasper|Jemison|Killen|Kinston|Lafayette|Lanett
Leeds|Leesburg|Leighton|Level Plains|Lincoln|Linden|Lineville|Livingston|Loxley|Luverne|Madison
Maplesville|Margaret|Marion|Midfield|Millbrook|Millport|Mobile|Monroeville|Montevallo|Montgomery
Moody|Moulton|Moundville|Mountain Brook|Muscle Shoals|New Hope|Newton|Northport|Odenville|Ohatchee
Oneonta|Opelika|Opp|Orange Beach|Owens Cross Roads|Oxford|Ozark|Parrish|Pelham|Pell City|Phenix City
Piedmont|Pine Hill|Pinson|Pleasant Grove|Prattville|Priceville|Prichard|Ragland|Rainbow City
Rainsville|Red Bay|Reform|Roanoke|Robertsdale|Rogersville|Russellville|Samson|Saraland|Satsuma
Scottsboro|Selma|Sheffield|Slocomb|Southside|Spanish Fort|Springville|Steele|Stevenson|Sulligent
Sumiton|Summerdale|Sylacauga|Talladega|Tallassee|Tarrant|Thomasville|Thorsby|Town Creek|Trinity|Troy
Trussville|Tuscaloosa|Tuscumbia|Tuskegee|Union Springs|Uniontown|Valley|Vernon|Vestavia Hills
Vincent|Warrior|Weaver|Wetumpka|Winfield|Woodstock|York
"""
MUNICIPALITIES = tuple(name for line in _PLACES.split("\n") for name in line.split("|") if name)

#: Where the one-day trainings are held; a municipality belongs to one of them.
REGIONS = ("Huntsville", "Birmingham", "Montgomery", "Mobile", "Dothan")

_GIVEN = """
Ada Alan Alice Amos Andrea Angela Anita Annette Anthony Arthur Barbara Ben Bernice Bessie Betty
Beverly Bradley Brenda Calvin Carl Carla Carolyn Cecil Charlene Chester Christa Clara Clarence
Claudia Clifton Clyde Cora Curtis Cynthia Daisy Dana Darlene Darrell Dean Debra Dexter Diane Dolores
Donna Dora Dwight Earl Edith Edna Edwin Elaine Elbert Ella Elmer Eloise Ernest Esther Ethel Eugene
Eva Faye Felix Flora Floyd Frances Franklin Gail Geneva Gilbert Gladys Glenda Gloria Grace Greta
Gwen Harold Harriet Harvey Hattie Hazel Helen Herman Homer Horace Ida Imogene Irene Irma Ivan Jackie
Janet Jasper Jeanette Jerome Jewel Joan Joel Josephine Joyce Juanita Julian June Karl Katherine
Keith Kendra Lamar Laverne Leland Lena Leon Leroy Lester Lillian Linda Lionel Lois Loretta Louis
Lucille Luther Lydia Mabel Mack
"""
_FAMILY = """
Abernathy Adair Aldridge Allgood Ambrose Armistead Askew Atchison Baggett Bankhead Barnhill Battle
Beasley Bedsole Blackmon Bolling Boswell Boykin Brasher Breland Brindley Broadway Burdette
Burkhalter Busby Byrd Calloway Cargile Carmichael Cates Chastain Childress Clements Coker Comer
Copeland Cottrell Crenshaw Culpepper Dabbs Daughtry Deason Dillard Dorsey Driskell Dunaway
Easterling Eiland Epperson Etheridge Ezell Fancher Faulk Findley Fleming Fondren Fulmer Gaines Gantt
Garner Gilliland Glasgow Godwin Goolsby Grantham Gulledge Hadley Hallmark Hamner Harbin Harkness
Hataway Helms Henderson Hightower Holcombe Holladay Hornsby Huckaby Ingram Ivey Jernigan Killough
Kilpatrick Kirkland Lackey Langford Lassiter Lawler Ledbetter Letson Lindsey Lovelace Lyles Mabry
Maddox Malone Mathis McAdory McCrary McElroy McGowan McKinnon Meadows Medlock Milstead Moseley
Naylor Nettles Newsome Oakley Odom Overstreet Pardue Parnell Peavy Penney Pettway Pickens Pittman
Posey Prater Puckett Quarles Rainer Ratliff Renfroe Riddle Rushing Salter Scarbrough Sealy Sharpe
Shelnutt Sizemore Snoddy Stallworth Stinson Swindle Tarpley Teague Thigpen Tidwell Traylor Tubbs
Upchurch Vickery Waddell Walden Weatherly Whatley Wiggins Woodall Yarbrough Yielding
"""
GIVEN = tuple(_GIVEN.split())
FAMILY = tuple(_FAMILY.split())
_STREETS = (
    "Main Street",
    "Church Street",
    "Commerce Street",
    "Court Square",
    "Railroad Avenue",
    "Oak Street",
)


def municipality(index: int) -> str:
    """Return the name of a municipality; beyond the known names they are numbered."""
    return MUNICIPALITIES[index] if index < len(MUNICIPALITIES) else f"Municipality {index + 1}"


def person(number: int) -> tuple[str, str, str]:
    """Return given name, family name and email of the official with a number; no two share an email."""
    pairs = len(GIVEN) * len(FAMILY)
    # The step shares no factor with the number of pairs (a test holds it), so each pair comes once a round.
    place = number * 7919 % pairs
    given, family = GIVEN[place % len(GIVEN)], FAMILY[place // len(GIVEN)]
    round_number = number // pairs
    tail = "" if round_number == 0 else str(round_number + 1)
    return given, family, f"{given}.{family}{tail}@example.org".lower()


def address(number: int, place: str) -> str:
    """Return an invented postal address."""
    return (
        f"{100 + number * 37 % 900} {_STREETS[number % len(_STREETS)]}, {place}, AL 3{5000 + number % 2000}"
    )
