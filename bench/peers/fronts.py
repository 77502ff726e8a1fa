"""What pymoo and jMetalPy reach on the test functions of bench/fronts.ts: one JSON line a run, appended to a file.

Usage: python fronts.py RESULTS METHOD SEEDS FUNCTION…   Runs whose line is in RESULTS already, made by the version that is
installed, are skipped, so that what was interrupted goes on.
Population 100 (91 directions for three objectives), 25,000 evaluations, each method with its own defaults.
"""

import json
import os
import random
import sys
import time
from importlib.metadata import version

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
EVALUATIONS = 25_000
REFERENCE = {"DTLZ2.3D": [1.1, 1.1, 1.1], "DTLZ7.3D": [1.1, 1.1, 6.6]}
VARIABLES = {"ZDT1": 30, "ZDT2": 30, "ZDT3": 30, "ZDT4": 10, "ZDT6": 10, "DTLZ2.3D": 12, "DTLZ7.3D": 22}


def with_pymoo(method, name, seed):
    from pymoo.algorithms.moo.moead import MOEAD
    from pymoo.algorithms.moo.mopso_cd import MOPSO_CD
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.algorithms.moo.nsga3 import NSGA3
    from pymoo.algorithms.moo.sms import SMSEMOA
    from pymoo.optimize import minimize
    from pymoo.problems import get_problem
    from pymoo.util.ref_dirs import get_reference_directions

    many = name.endswith("3D")
    problem = get_problem(name.split(".")[0].lower(), n_var=VARIABLES[name], **({"n_obj": 3} if many else {}))
    directions = get_reference_directions("das-dennis", 3 if many else 2, n_partitions=12 if many else 99)
    algorithm = {
        "pymoo nsga2": lambda: NSGA2(pop_size=100),
        "pymoo nsga3": lambda: NSGA3(directions, pop_size=len(directions)),
        "pymoo moead": lambda: MOEAD(directions),
        "pymoo sms_emoa": lambda: SMSEMOA(pop_size=100),
        "pymoo mopso_cd": lambda: MOPSO_CD(pop_size=100),
    }[method]()
    return minimize(problem, algorithm, ("n_eval", EVALUATIONS), seed=seed).F


def ibea_on_arrays():
    """jMetalPy's IBEA. As shipped in 1.9.0 it gives its indicator lists where that wants arrays, and stops; here is the same
    arithmetic on arrays: I(j, i) = max(f_j - f_i), fitness -sum exp(-I / kappa)."""
    from jmetal.algorithm.multiobjective.ibea import IBEA

    def losses(population, kappa):
        f = np.array([s.objectives for s in population])
        loss = np.exp(-(f[None, :, :] - f[:, None, :]).max(axis=2) / kappa)
        np.fill_diagonal(loss, 0)
        return loss

    class OnArrays(IBEA):
        def compute_fitness_values(self, population, kappa):
            for solution, fitness in zip(population, -losses(population, kappa).sum(axis=1)):
                solution.attributes["fitness"] = fitness
            return population

        def replacement(self, population, offspring_population):
            joined = population + offspring_population
            loss = losses(joined, self.kappa)
            fitness = -loss.sum(axis=1)
            left = np.ones(len(joined), dtype=bool)
            for _ in range(len(joined) - self.population_size):
                worst = np.where(left, fitness, np.inf).argmin()
                left[worst] = False
                fitness += loss[:, worst]
            for solution, value in zip(joined, fitness):
                solution.attributes["fitness"] = value
            return [solution for solution, stays in zip(joined, left) if stays]

    return OnArrays


def with_jmetal(method, name, seed):
    from jmetal.algorithm.multiobjective.smpso import SMPSO
    from jmetal.operator.crossover import SBXCrossover
    from jmetal.operator.mutation import PolynomialMutation
    from jmetal.problem import DTLZ2, DTLZ7, ZDT1, ZDT2, ZDT3, ZDT4, ZDT6
    from jmetal.util.archive import CrowdingDistanceArchive
    from jmetal.util.termination_criterion import StoppingByEvaluations

    random.seed(seed)
    np.random.seed(seed)
    n = VARIABLES[name]
    kind = {"ZDT1": ZDT1, "ZDT2": ZDT2, "ZDT3": ZDT3, "ZDT4": ZDT4, "ZDT6": ZDT6}.get(name)
    problem = kind(n) if kind else (DTLZ2 if name.startswith("DTLZ2") else DTLZ7)(n, 3)
    stop = StoppingByEvaluations(EVALUATIONS)
    mutation = PolynomialMutation(probability=1 / n, distribution_index=20)
    if method == "jmetalpy smpso":
        algorithm = SMPSO(
            problem=problem, swarm_size=100, mutation=mutation, leaders=CrowdingDistanceArchive(100), termination_criterion=stop
        )
    else:
        algorithm = ibea_on_arrays()(
            problem=problem,
            kappa=1.0,
            population_size=100,
            offspring_population_size=100,
            mutation=mutation,
            crossover=SBXCrossover(probability=1.0, distribution_index=20),
            termination_criterion=stop,
        )
    algorithm.run()
    return np.array([s.objectives for s in algorithm.result()])


def main():
    results, method, seeds, *functions = sys.argv[1:]
    from pymoo.indicators.hv import HV
    from pymoo.indicators.igd import IGD

    library = version("pymoo" if method.startswith("pymoo") else "jmetalpy")
    done = set()
    if os.path.exists(results):
        for line in open(results):
            row = json.loads(line)
            done.add((row["method"], row["version"], row["function"], row["seed"]))
    for name in functions:
        front = np.loadtxt(os.path.join(HERE, "..", "data", name + ".csv"), delimiter=",")
        reference = np.array(REFERENCE.get(name, [1.1, 1.1]))
        for seed in range(int(seeds)):
            if (method, library, name, seed) in done:
                continue
            start = time.time()
            found = (with_pymoo if method.startswith("pymoo") else with_jmetal)(method, name, seed)
            row = {
                "method": method,
                "version": library,
                "function": name,
                "seed": seed,
                "hypervolume": float(HV(ref_point=reference)(found)),
                "igd": float(IGD(front)(found)),
                "seconds": round(time.time() - start, 2),
            }
            with open(results, "a") as file:
                file.write(json.dumps(row) + "\n")


main()
