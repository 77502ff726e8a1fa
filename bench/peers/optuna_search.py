"""Optuna's TPE on spaces of another program: for each line of JSON, a space, it writes proposals and reads their costs."""

import json
import sys
import warnings

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)


def exists(decision, values):
    return any(all(values.get(term["path"]) == term["option"] for term in terms) for terms in decision["when"])


def suggest(trial, decision):
    path = decision["path"]
    if decision["kind"] == "choice":
        return trial.suggest_categorical(path, list(range(len(decision["options"]))))
    if decision["kind"] == "integer":
        return trial.suggest_int(path, decision["min"], decision["max"], step=decision["step"])
    return trial.suggest_float(path, decision["min"], decision["max"], log=decision["log"])


def search(problem):
    sampler = optuna.samplers.TPESampler(
        seed=problem["seed"], multivariate=problem["multivariate"], group=problem["multivariate"]
    )
    study = optuna.create_study(direction="minimize", sampler=sampler)
    for _ in range(problem["trials"]):
        trial = study.ask()
        values = {}
        for decision in problem["decisions"]:
            if exists(decision, values):
                values[decision["path"]] = suggest(trial, decision)
        print(json.dumps(values), flush=True)
        study.tell(trial, float(sys.stdin.readline()))


if __name__ == "__main__":
    while line := sys.stdin.readline():
        search(json.loads(line))
