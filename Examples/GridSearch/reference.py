"""Accuracies of the same models on the same folds, by scikit-learn.

    python3 -m venv venv
    venv/bin/pip install scikit-learn==1.7.2 numpy==2.4.6 scipy==1.17.1
    venv/bin/python reference.py

reads digits.csv and writes reference.csv, both in the directory of this script.
"""

import csv
from pathlib import Path

import numpy as np
from sklearn.kernel_ridge import KernelRidge
from sklearn.model_selection import PredefinedSplit, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier

here = Path(__file__).parent
table = np.loadtxt(here / "digits.csv", delimiter=",")
pixels, labels = table[:, :64], table[:, 64].astype(int)
pixels /= np.sqrt((pixels**2).sum(axis=1, keepdims=True))
one_hot = np.eye(10)[labels]
folds = PredefinedSplit(np.arange(len(labels)) % 5)


def models():
    """Descriptions (those of Model.swift), estimators and what they are fitted to."""
    for metric in ["euclidean", "manhattan"]:
        for k in [1, 2, 3, 4, 5, 7, 9, 13, 21, 35]:
            yield (
                f"nearest neighbours k={k} {metric}",
                KNeighborsClassifier(n_neighbors=k, metric=metric, algorithm="brute"),
                labels,
            )
    kernels = [
        (f"rbf gamma={gamma}", dict(kernel="rbf", gamma=gamma))
        for gamma in [0.5, 1.0, 2.0, 4.0]
    ] + [
        (f"polynomial degree={degree}", dict(kernel="poly", degree=degree, gamma=1, coef0=1))
        for degree in [1, 2, 3, 5]
    ]
    for name, parameters in kernels:
        for alpha in [0.0001, 0.01, 1.0]:
            yield (
                f"kernel ridge {name} alpha={alpha}",
                KernelRidge(alpha=alpha, **parameters),
                one_hot,
            )


with open(here / "reference.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["model", "accuracy"])
    for description, estimator, target in models():
        predicted = cross_val_predict(estimator, pixels, target, cv=folds)
        if predicted.ndim == 2:
            predicted = predicted.argmax(axis=1)
        writer.writerow([description, float((predicted == labels).mean())])
