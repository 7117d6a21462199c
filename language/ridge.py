"""Kernel ridge regression: from how alike texts are to which article they lead to.

Closed form, so there is nothing to iterate or to stop early, and what an example would have scored had it not been
learnt from is known exactly without learning again.
"""

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


def fit(likeness: Matrix, targets: Matrix, ridge: float) -> Matrix:
    """Weights, one row an example and one column a target: a new text's scores are its likenesses times these.

    `likeness` is square and symmetric, an example a row; a larger `ridge` trusts single examples less.
    """
    weights: Matrix = np.linalg.solve(_stiffened(likeness, ridge), targets).astype(np.float32)
    return weights


def left_out(likeness: Matrix, targets: Matrix, ridge: float) -> Matrix:
    """The scores of every example, each as learnt from all the others."""
    inverse = np.linalg.inv(_stiffened(likeness, ridge))
    scores: Matrix = (targets - (inverse @ targets) / np.diag(inverse)[:, None]).astype(np.float32)
    return scores


def _stiffened(likeness: Matrix, ridge: float) -> NDArray[np.float64]:
    stiffened: NDArray[np.float64] = likeness.astype(np.float64) + ridge * np.eye(len(likeness))
    return stiffened
