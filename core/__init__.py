"""The core of Bumen: everything that no single department owns."""

import gc

# Nearly all that an app is made of stays, so Python would look through it in vain every few hundred
# objects: that took a fifth of each start and half of the time to build an app again.
gc.set_threshold(10_000)
