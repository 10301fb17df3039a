"""Takes the MNI152 images out of a nilearn wheel: extract-template.py WHEEL FOLDER."""

import os
import sys
import zipfile

wheel, folder = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in ("t1", "gm", "wm"):
        member = f"nilearn/datasets/data/mni_icbm152_{name}_tal_nlin_sym_09a_converted.nii.gz"
        target = os.path.join(folder, f"mni152_{name}.nii.gz")
        with open(target + ".part", "wb") as file:
            file.write(archive.read(member))
        os.replace(target + ".part", target)
