"""One small set of questions in every form that can be imported."""

from __future__ import annotations

GUIDE = """\
BAKING
Interview questions for bakers

1. Explain why bread dough rises. How do you notice that it is ready?
Open this answer
Expert Answer: Yeast turns sugar into gas—the gas fills the dough. Ready dough springs back slowly.
2. Design a bakery that sells 500 loaves before noon.
Open this answer
Expert Answer: Parts: (1) Proofing—rest it overnight; (2) Ovens—take turns. Use STAR: Situation (queues).
3. Describe a time when a batch of yours failed.
Open this answer
STAR - Situation: Flat loaves. Task: Mend. Action: Bake it again. Result: Sold 80 loaves. Learned to date.
4. How do you store sourdough?
Open this answer
Expert Answer: Keep it cold, and feed it weekly.

Related pages

Pastry
All about cakes and tarts
"""
"""As a page of the web is copied: numbers, buttons, labels, a story, and what stands around it all."""

QA = """\
Q: What is a roux?
A: A roux is flour cooked in fat.

Q: Why rest meat?
A: Resting keeps the juice inside.
"""

UNNUMBERED = """\
Notes of a cook

What is blanching?
Blanching means a short boil and an ice bath.

Why salt the water?
Salt seasons the food from within.
It also raises the boiling point a little.
"""

HEADINGS = """\
# Kitchen

## Sauces

### What is a *roux*?

A roux is `flour` cooked in fat.

#### How it works

- Starch swells in the liquid.
- Fat keeps the grains apart.

```
roux = flour + fat
```

### Why rest meat?

- topic: Meat
- kind: concept

Expert answer: Resting keeps the juice inside.

#### Key points

- Resting keeps the juice inside. (weight 3)
  - in other words: Leave it alone and it stays moist.
  - wrong: Resting lets the juice run out.
  - follow-up: What happens to the juice?
  - term: juice | juices | the fluid
"""

BOLD = """\
**1. What is a roux?** A roux is flour cooked in fat.

**2. Why rest meat?**

Resting keeps the juice inside.
"""

TABLE = """\
Question,Answer,Category,Type
What is a roux?,A roux is flour cooked in fat.,Sauces,concept
Why rest meat?,"Resting keeps the juice inside, and the meat stays warm.",,
"""
