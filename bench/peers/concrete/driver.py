"""Times Concrete ML for the harness: one JSON request a line on stdin, one JSON answer a line on stdout.

The process lives as long as stdin, so that its rounds can alternate with those of another program.
Requests are listed in ../protocol.ts. Milliseconds are measured here, around the work alone.
"""

import json
import os
import resource
import sys
import time
import traceback

START = time.perf_counter()


def milliseconds_since(start):
    return (time.perf_counter() - start) * 1e3


# Libraries print to stdout as they please: keep the real one for answers.
ANSWERS = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)

import numpy as np  # noqa: E402
from concrete.ml import sklearn as models  # noqa: E402
from concrete.ml import __version__ as concrete_ml_version  # noqa: E402
import concrete.fhe  # noqa: E402, F401
from importlib.metadata import version  # noqa: E402
from sklearn import metrics  # noqa: E402

IMPORT_MS = milliseconds_since(START)


def timed(rounds, work):
    """Runs work() `rounds` times; gives the milliseconds of each and the last result."""
    times = []
    result = None
    for _ in range(rounds):
        start = time.perf_counter()
        result = work()
        times.append(milliseconds_since(start))
    return times, result


def array(rows, dtype=np.float64):
    """What the request holds as a numpy array; None stays None."""
    return None if rows is None else np.asarray(rows, dtype=dtype)


SCORES = {
    "accuracy": lambda y, p, w: metrics.accuracy_score(y, p, sample_weight=w),
    "r2": lambda y, p, w: metrics.r2_score(y, p, sample_weight=w),
    "d2-poisson": lambda y, p, w: metrics.d2_tweedie_score(y, p, power=1, sample_weight=w),
    "d2-gamma": lambda y, p, w: metrics.d2_tweedie_score(y, p, power=2, sample_weight=w),
    "d2-tweedie-1.5": lambda y, p, w: metrics.d2_tweedie_score(y, p, power=1.5, sample_weight=w),
}


class Case:
    """One model on one data set: fitted, compiled, and the ciphertexts of its last phases."""

    def __init__(self, request):
        data = request["data"]
        self.score = SCORES[request["score"]]
        self.x_train, self.x_test = array(data["xTrain"]), array(data["xTest"])
        # Classes must be integers.
        labels = np.int64 if request["score"] == "accuracy" else np.float64
        self.y_train, self.y_test = array(data["yTrain"], labels), array(data["yTest"], labels)
        self.w_train, self.w_test = array(data.get("weightTrain")), array(data.get("weightTest"))
        self.model = getattr(models, request["model"])(n_bits=request["nBits"], **request.get("params", {}))
        self.weights = {} if self.w_train is None else {"sample_weight": self.w_train}
        # scikit-learn's own estimator with the same options: Concrete ML trains with it.
        self.float_model = self.fresh_float_model()
        self.float_model.fit(self.x_train, self.y_train, **self.weights)
        self.fit_only = request["fitOnly"]
        if self.fit_only:
            return

        start = time.perf_counter()
        self.model.fit(self.x_train, self.y_train, **self.weights)
        self.fit_ms = milliseconds_since(start)
        start = time.perf_counter()
        self.circuit = self.model.compile(self.x_train, p_error=request["pError"])
        self.compile_ms = milliseconds_since(start)
        self.row = self.x_test[:1]
        self.encrypted = self.result = None

    def fresh_float_model(self):
        return self.model.sklearn_model_class(**self.model.get_sklearn_params())

    def fit(self, request):
        """scikit-learn's training alone, without Concrete ML's quantization."""
        times, cpu = [], []
        for _ in range(request["rounds"]):
            model = self.fresh_float_model()
            start, cpu_start = time.perf_counter(), time.process_time()
            model.fit(self.x_train, self.y_train, **self.weights)
            times.append(milliseconds_since(start))
            cpu.append((time.process_time() - cpu_start) * 1e3)
        return {"ms": times, "cpuMs": cpu}

    def scored(self, predicted):
        return float(self.score(self.y_test, np.asarray(predicted).reshape(len(self.y_test)), self.w_test))

    def describe(self):
        if self.fit_only:
            return {"floatScore": self.scored(self.float_model.predict(self.x_test))}
        circuit = self.circuit
        return {
            "fitMs": self.fit_ms,
            "compileMs": self.compile_ms,
            "floatScore": self.scored(self.float_model.predict(self.x_test)),
            "quantizedScore": self.scored(self.model.predict(self.x_test)),
            "maxBits": circuit.graph.maximum_integer_bit_width(),
            "bootstraps": circuit.programmable_bootstrap_count,
        }

    def simulate(self, request):
        rows = self.x_test[: request.get("rows", len(self.x_test))]
        times, predicted = timed(request["rounds"], lambda: self.model.predict(rows, fhe="simulate"))
        answer = {"ms": times, "rows": len(rows)}
        if len(rows) == len(self.x_test):
            answer["score"] = self.scored(predicted)
        return answer

    def keygen(self, request):
        times, _ = timed(request["rounds"], lambda: self.circuit.keygen(force=True))
        keys = self.circuit.client.evaluation_keys.serialize()
        return {"ms": times, "evaluationKeyBytes": len(keys)}

    def encrypt(self, request):
        row = self.x_test[request.get("row", 0) :][:1]
        times, self.encrypted = timed(
            request["rounds"], lambda: self.circuit.encrypt(self.model.quantize_input(row))
        )
        return {"ms": times, "bytes": len(self.encrypted.serialize())}

    def run(self, request):
        times, self.result = timed(request["rounds"], lambda: self.circuit.run(self.encrypted))
        results = self.result if isinstance(self.result, tuple) else (self.result,)
        return {"ms": times, "bytes": sum(len(result.serialize()) for result in results)}

    def decrypt(self, request):
        def decrypted():
            integers = self.circuit.decrypt(self.result)
            return self.model.post_processing(self.model.dequantize_output(integers))

        times, values = timed(request["rounds"], decrypted)
        return {"ms": times, "values": np.asarray(values, dtype=float).reshape(-1).tolist()}

    def clear(self, request):
        """What decrypt must answer for the row that encrypt took: the quantized model in the clear."""
        row = self.x_test[request.get("row", 0) :][:1]
        integers = self.model.quantize_input(row)
        predicted = self.model._inference(integers)
        values = self.model.post_processing(self.model.dequantize_output(predicted))
        return {"values": np.asarray(values, dtype=float).reshape(-1).tolist()}


def memory():
    with open("/proc/self/status", encoding="ascii") as status:
        fields = dict(line.split(":", 1) for line in status)
    return {
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "residentBytes": int(fields["VmRSS"].split()[0]) * 1024,
    }


def main():
    cases = {}

    def answer(request):
        op = request["op"]
        if op == "hello":
            return {
                "library": "Concrete ML",
                "version": concrete_ml_version,
                "engine": "concrete-python " + version("concrete-python"),
                "python": sys.version.split()[0],
                "importMs": IMPORT_MS,
                **memory(),
            }
        if op == "memory":
            return memory()
        if op == "open":
            cases[request["case"]] = Case(request)
            return cases[request["case"]].describe()
        if op == "close":
            return {"closed": cases.pop(request["case"], None) is not None}
        if op in ("fit", "simulate", "keygen", "encrypt", "run", "decrypt", "clear"):
            return getattr(cases[request["case"]], op)(request)
        return {"error": f"op {op!r} is not known"}

    for line in sys.stdin:
        try:
            result = answer(json.loads(line))
        except Exception as error:  # the harness reports it and goes on
            traceback.print_exc()
            result = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(result), file=ANSWERS, flush=True)
    # Concrete leaves exit status 0 and slow teardown after simulation: nothing is left to lose.
    os._exit(0)


main()
