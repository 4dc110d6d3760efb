import type { Circuit, CompileOptions } from "../../backends/index.ts";
import { NotCompiledError } from "../../core/index.ts";
import type { MatrixLike, Tensor } from "../../core/index.ts";
import { evaluateRows } from "../../graph/index.ts";
import type { Graph } from "../../graph/index.ts";
import { BaseEstimator, checkMode } from "../base/index.ts";
import type { FheMode, PredictOptions } from "../base/index.ts";
import type { ClientProcessing, Outcome } from "../processing/index.ts";

/** The integer twin of a fitted model: what is encrypted, and what surrounds it on the client. */
export interface QuantizedTwin {
  /** One input `x` of shape [d], one output of shape [K]; may be traced when it is first asked for. */
  readonly graph: Graph;
  readonly processing: ClientProcessing;
}

/** A model with an integer twin that can be compiled and run on encrypted data. */
export abstract class FheModel<O extends object> extends BaseEstimator<O> {
  #circuit: Circuit | undefined;

  /** Number of features seen in fit. @throws NotFittedError */
  abstract get nFeaturesIn_(): number;

  /** The integer twin. @throws NotFittedError; NotCompiledError for a model that is not calibrated yet. */
  protected abstract twin(method: string): QuantizedTwin;

  /** What decision values mean; known before the inputs are calibrated. @throws NotFittedError */
  protected outcome(method: string): Outcome {
    return this.twin(method).processing;
  }

  /** Real decision values of the unquantized model, shape [n, K]. */
  protected abstract floatDecisions(X: Tensor): Tensor;

  /** X as a matrix of the features of fit. @throws FeatureCountError, FeatureNameError, and those of toMatrix. */
  protected checkedRows(X: MatrixLike, method: string): Tensor {
    return this.checkedFeatures(X, this.nFeaturesIn_, method);
  }

  /** Integers that the graph computes for real rows, in the clear: shape [n, K]. */
  protected clearIntegers(X: Tensor, method: string): Tensor {
    const { graph, processing } = this.twin(method);
    return evaluateRows(graph, processing.quantize(X));
  }

  /** Whether the model was compiled since it was last fitted. */
  get isCompiled(): boolean {
    return this.#circuit !== undefined;
  }

  /** The compiled circuit. @throws NotFittedError, NotCompiledError */
  get fheCircuit(): Circuit {
    this.twin("fheCircuit");
    if (this.#circuit) return this.#circuit;
    throw new NotCompiledError({
      where: this.at("fheCircuit"),
      problem: "the model is not compiled",
      allowed: "a model compiled after its last fit",
      remedy: "call await model.compile(X) first",
    });
  }

  /** The op-graph of the quantized model. @throws NotFittedError */
  get graph(): Graph {
    return this.twin("graph").graph;
  }

  /** The client's side as plain data: quantization before, interpretation after. @throws NotFittedError */
  get clientProcessing(): ClientProcessing {
    return this.twin("clientProcessing").processing;
  }

  /**
   * Chooses parameters and prepares the model for simulation and encrypted runs.
   *
   * @param X - Rows like those to come, shape [n, d]; they set the ranges where `ranges: "measured"`.
   * @throws NotFittedError, FeatureCountError, and the errors of the backend: BitWidthError,
   *   NoParametersError, UnknownOptionError, OptionValueError, ConflictingOptionsError.
   */
  async compile(X: MatrixLike, options: CompileOptions = {}): Promise<Circuit> {
    const { graph, processing } = this.twin("compile");
    const inputs = processing.quantize(this.checkedRows(X, "compile"));
    // Backends are loaded here, so that training alone stays light.
    const { compileGraph } = await import("../../backends/index.ts");
    this.#circuit = await compileGraph(graph, { ...options, inputRows: [inputs] });
    return this.#circuit;
  }

  /** Forgets the circuit: what was compiled belongs to the former fit. */
  protected resetCircuit(): void {
    this.#circuit = undefined;
  }

  /** Real decision values, shape [n, K], computed where `options.fhe` says. */
  protected async decisions(X: MatrixLike, method: string, options: PredictOptions): Promise<Tensor> {
    this.outcome(method);
    const where = this.at(method);
    const mode = checkMode(options, where);
    const circuit = this.#circuitFor(mode, where);
    const matrix = this.checkedRows(X, method);
    if (mode === "float") return this.floatDecisions(matrix);
    const { processing } = this.twin(method);
    if (!circuit) return processing.decisions(this.clearIntegers(matrix, method));
    const integers = processing.quantize(matrix);
    const { signal, onProgress, randomState } = options;
    return processing.decisions(
      mode === "simulate"
        ? await circuit.simulateRows(integers, { randomState, signal, onProgress })
        : await circuit.executeRows(integers, { signal, onProgress }),
    );
  }

  #circuitFor(mode: FheMode, where: string): Circuit | undefined {
    if (mode === "float" || mode === "disable") return undefined;
    if (this.#circuit) return this.#circuit;
    throw new NotCompiledError({
      where,
      problem: `fhe = "${mode}" on a model that is not compiled`,
      allowed: "a model compiled after its last fit",
      remedy: 'call await model.compile(X) first, or pass fhe: "disable"',
    });
  }
}
