"""Trains one architecture of moons.cell. Reads JSON on standard input, prints lines of JSON."""
import json
import math
import random
import sys

job = json.load(sys.stdin)
draw = random.Random(job["seed"])


def moons(n):
    examples = []
    for i in range(n):
        angle, label = draw.random() * math.pi, i % 2
        x, y = math.cos(angle), math.sin(angle)
        if label:
            x, y = 1 - x, 0.5 - y
        examples.append(([x + draw.gauss(0, 0.1), y + draw.gauss(0, 0.1)], label))
    return examples


ACTIVATIONS = {
    "relu": (lambda v: max(0.0, v), lambda out: float(out > 0)),
    "tanh": (math.tanh, lambda out: 1 - out * out),
}

# A chain: dense layers, each perhaps with an activation behind it.
layers, width = [], 2
for node in job["network"]["nodes"]:
    if node["op"] == "dense":
        units, scale = node["type"]["features"], math.sqrt(2 / width)
        weights = [[draw.gauss(0, scale) for _ in range(width + 1)] for _ in range(units)]
        layers.append({"weights": weights, "activation": None})
        width = units
    elif node["op"] in ACTIVATIONS:
        layers[-1]["activation"] = node["op"]
    elif node["op"] != "input":
        sys.exit(f"error: train.py does not know the operation {node['op']}")


def forward(x):
    values = [x]
    for layer in layers:
        read = values[-1] + [1.0]
        out = [sum(w * v for w, v in zip(row, read)) for row in layer["weights"]]
        if layer["activation"]:
            out = [ACTIVATIONS[layer["activation"]][0](v) for v in out]
        values.append(out)
    return values


def learn(x, label, rate):
    values = forward(x)
    slopes = [1 / (1 + math.exp(-max(-30.0, min(30.0, values[-1][0])))) - label]
    for i in range(len(layers) - 1, -1, -1):
        layer, read = layers[i], values[i] + [1.0]
        if layer["activation"]:
            slope = ACTIVATIONS[layer["activation"]][1]
            slopes = [s * slope(out) for s, out in zip(slopes, values[i + 1])]
        below = [sum(s * row[j] for s, row in zip(slopes, layer["weights"])) for j in range(len(values[i]))]
        for row, s in zip(layer["weights"], slopes):
            for j, v in enumerate(read):
                row[j] -= rate * s * v
        slopes = below


training, validation = moons(200), moons(200)
epochs = max(1, round(job["train"]["epochs"] * job["fidelity"]))
for epoch in range(1, epochs + 1):
    draw.shuffle(training)
    for x, label in training:
        learn(x, label, job["train"]["optimizer"]["parameters"]["lr"])
    accuracy = sum((forward(x)[-1][0] > 0) == bool(label) for x, label in validation) / len(validation)
    print(json.dumps({"epoch": epoch, "epochs": epochs, "accuracy": accuracy}), flush=True)
