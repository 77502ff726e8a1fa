"""Optuna's TPE: what a suggestion costs, and what it reaches on NAS-Bench-201. Prints one JSON object of numbers.

Usage: python optuna_tpe.py overhead   Milliseconds of a proposal with 20 numbers, by form and trials.
       python optuna_tpe.py table CSV FIRST SEEDS   Mean test accuracy of what 107 trials pick by validation accuracy.
"""

import csv
import json
import random
import statistics
import sys
import time

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def overhead():
    space = {f"x{i}": optuna.distributions.FloatDistribution(0, 1) for i in range(20)}
    out = {}
    for multivariate in (True, False):
        for trials in (1000, 10_000):
            study = optuna.create_study(
                direction="maximize", sampler=optuna.samplers.TPESampler(seed=1, multivariate=multivariate)
            )
            source = random.Random(1)
            points = [{name: source.random() for name in space} for _ in range(trials)]
            study.add_trials(
                [
                    optuna.trial.create_trial(
                        params=point, distributions=space, value=-sum((x - 0.3) ** 2 for x in point.values())
                    )
                    for point in points
                ]
            )
            times = []
            for i in range(13):
                start = time.perf_counter()
                trial = study.ask()
                point = [trial.suggest_float(name, 0, 1) for name in space]
                if i >= 3:
                    times.append(1000 * (time.perf_counter() - start))
                study.tell(trial, -sum((x - 0.3) ** 2 for x in point))
            out[f"{'multivariate' if multivariate else 'univariate'} {trials}"] = statistics.median(times)
    return out


def table(path, first, seeds):
    with open(path, encoding="utf8") as file:
        rows = {row["ops"]: row for row in csv.DictReader(file)}
    out = {}
    for data in ("c10", "c100"):
        picked = []
        for seed in range(first, first + seeds):
            study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
            best = (-1.0, 0.0)
            for _ in range(107):
                trial = study.ask()
                row = rows["".join(str(trial.suggest_categorical(f"e{i}", [0, 1, 2, 3, 4])) for i in range(6))]
                value = float(row[f"{data}_val12"])
                best = max(best, (value, float(row[f"{data}_test200"])), key=lambda pair: pair[0])
                study.tell(trial, value)
            picked.append(best[1])
        out[data] = statistics.mean(picked)
        out[f"{data} sd"] = statistics.pstdev(picked)
    return out


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    print(json.dumps(overhead() if command == "overhead" else table(rest[0], int(rest[1]), int(rest[2]))))
