"""Words of our own that take the place of others in made claims."""

from __future__ import annotations

PEOPLE = ("Marta Velen", "Colin Tarrow", "Ishaan Rook", "Beatriz Lome", "Peter Osgard", "Hanna Whitlow")
ORGANISATIONS = ("Nordvale", "Harrow Institute", "Calder Group", "Brightwater Holdings", "Ostrava United")
PLACES = ("Portugal", "Nairobi", "Ohio", "Montreal", "New Zealand", "Glasgow", "Peru", "Osaka", "Nebraska")
SPEAKERS = (
    "a hotel manager",
    "the opposition leader",
    "a school teacher",
    "the weather service",
    "his dentist",
)
OUTLETS = ("the Helsinki Courier", "Radio Adelaide", "the Lisbon Gazette", "Cape Town Today", "Al Jazeera")
DETAILS = (
    "after eight months of secret talks",
    "in front of a crowd of schoolchildren",
    "with the help of two retired pilots",
    "despite a storm warning", "without telling any relatives", "in exchange for a used bicycle",
    "under a rule dating from the 1950s", "during a visit to a bakery", "because the heating had failed",
    "to avoid a parking fine",
)  # fmt: skip
OPPOSITES = dict(
    pair.split(":")
    for pair in """increased:decreased rose:fell won:lost approved:rejected accepted:declined
    largest:smallest highest:lowest first:last before:after more:fewer increase:decrease rising:falling
    fell:rose lost:won rejected:approved opposed:supported oldest:youngest opened:closed started:ended
    began:ended guilty:innocent convicted:acquitted arrested:released allowed:forbade banned:permitted
    best:worst higher:lower lower:higher north:south east:west legal:illegal joined:left gained:lost
    strengthened:weakened confirmed:denied early:late longer:shorter success:failure worst:best
    declined:grew male:female public:private agreed:refused dead:alive""".split()
)
SYNONYMS = dict(
    pair.split(":")
    for pair in """bought:purchased killed:slain started:began began:started children:kids film:movie
    injured:wounded wounded:injured purchased:bought helped:assisted large:big showed:revealed
    company:firm police:officers attorney:lawyer lawyer:attorney shows:reveals study:research
    approximately:about nearly:almost almost:nearly purchase:buy increased:grew ended:finished
    obtain:get chose:picked quickly:fast huge:enormous demanded:requested required:needed
    halted:stopped resigned:quit selected:chosen""".split()
)
HEDGES = {
    "was": "may have been", "were": "may have been", "has": "may have", "have": "may have", "will": "might",
    "may": "will", "might": "will", "could": "will", "is": "may be", "are": "may be", "had": "may have",
}  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
NUMBER_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
