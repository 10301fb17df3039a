"""The digits of scikit-learn's wheel (Alpaydin and Kaynak 1998, UCI) as two tables: digits.py TRAIN TEST.

A row an image: its label, 1 to 9 and 10 for zero, as street numbers have it, and its 64 pixels. Every fifth
image is for tests, with the order left as it is.
"""
import sys

from sklearn.datasets import load_digits

digits = load_digits()
names = ["label"] + ["pixel-%02d" % n for n in range(digits.data.shape[1])]
for path, chosen in [(sys.argv[1], lambda n: n % 5 != 0), (sys.argv[2], lambda n: n % 5 == 0)]:
    with open(path, "w") as table:
        print(*names, sep="\t", file=table)
        for number, (label, pixels) in enumerate(zip(digits.target, digits.data)):
            if chosen(number):
                print(label or 10, *(int(pixel) for pixel in pixels), sep="\t", file=table)
