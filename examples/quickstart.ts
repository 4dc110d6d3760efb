/** Is a tumour benign? Trained on clear data, answered on encrypted data. Run: node examples/quickstart.ts */
import { LogisticRegression } from "fhe-learn";
import { loadBreastCancer } from "fhe-learn/datasets";
import { trainTestSplit } from "fhe-learn/model-selection";

const { X, y } = await loadBreastCancer();
const { XTrain, XTest, yTrain, yTest } = trainTestSplit(X, y, { testSize: 0.3, randomState: 42 });

// Train in the clear; the fitted model has an integer twin of 8-bit inputs and weights.
const model = new LogisticRegression({ nBits: 8 });
await model.fit(XTrain, yTrain);
console.log("accuracy, real numbers:", (await model.score(XTest, yTest, { fhe: "float" })).toFixed(3));
console.log("accuracy, 8-bit twin:  ", (await model.score(XTest, yTest)).toFixed(3));

// Choose parameters, and find out beforehand what encryption will cost and how accurate it will be.
const circuit = await model.compile(XTrain, { pError: 2 ** -40 });
const { inputBytes, outputBytes } = circuit.statistics();
console.log("widest integer:", circuit.graph.maximumIntegerBitWidth(), "bits");
console.log("a request:", inputBytes, "bytes; a reply:", outputBytes, "bytes");
console.log("accuracy, simulated:   ", (await model.score(XTest, yTest, { fhe: "simulate" })).toFixed(3));

// Keys, encryption, blind computation, decryption: on real ciphertexts.
console.log("encrypted answers:", await model.predict(XTest.slice(0, 5), { fhe: "execute" }));
console.log("clear answers:    ", await model.predict(XTest.slice(0, 5)));
