"""voiceprep: a voice-based mock interview that runs on your own machine."""

import os

__version__ = "0.1.0"

# onnxruntime reports to its maker from 1.29 on, unless this is set before it is loaded, by us or by a library
# that we use (docs/decisions/0023-no-telemetry.md). Nothing may leave the machine, so it is no setting.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
