"""The networks of bench/engine-networks.ts in PyTorch (channels_last, one thread), for bench/engine-train.ts.

Reads lines `NETWORK STEPS`, answers each with a line of JSON: the milliseconds of every step.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(0)


class Convolved(nn.Module):
    def __init__(self, kernel, channels, filters, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(channels, filters, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(filters)

    def forward(self, x):
        return self.norm(self.conv(F.relu(x)))


class Cell(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = Convolved(3, channels, channels)
        self.second = Convolved(1, channels, channels)
        self.third = Convolved(3, channels, channels)

    def forward(self, x):
        n1 = self.first(x)
        n2 = x + self.second(n1)
        return F.avg_pool2d(x, 3, 1, 1, count_include_pad=False) + n1 + self.third(n2)


class Reduction(nn.Module):
    def __init__(self, channels, filters):
        super().__init__()
        self.deep = nn.Sequential(Convolved(3, channels, filters, 2), Convolved(3, filters, filters))
        self.short = nn.Conv2d(channels, filters, 1, bias=False)

    def forward(self, x):
        return self.deep(x) + self.short(F.avg_pool2d(x, 2, 2))


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)), (128, 1, 28, 28)


def cnn():
    layers = []
    for channels, filters in ((1, 16), (16, 32)):
        layers += [nn.Conv2d(channels, filters, 3, 1, 1, bias=False), nn.BatchNorm2d(filters), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(7 * 7 * 32, 10)), (64, 1, 28, 28)


def nas():
    cells = [Cell(16), Reduction(16, 32), Cell(32), Reduction(32, 64), Cell(64)]
    stem = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)]
    head = [nn.BatchNorm2d(64), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)]
    return nn.Sequential(*stem, *cells, *head), (64, 3, 32, 32)


def training(name):
    model, shape = {"mlp": mlp, "cnn": cnn, "nas": nas}[name]()
    model = model.to(memory_format=torch.channels_last)
    x = torch.randn(*shape).to(memory_format=torch.channels_last)
    y = torch.arange(shape[0]) % 10
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

    def step():
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    for _ in range(5):
        step()
    return step


trainings = {}
print("ready", flush=True)
for line in sys.stdin:
    name, steps = line.split()
    if name not in trainings:
        trainings[name] = training(name)
    times = []
    for _ in range(int(steps)):
        start = time.perf_counter()
        trainings[name]()
        times.append((time.perf_counter() - start) * 1000)
    print(json.dumps(times), flush=True)
