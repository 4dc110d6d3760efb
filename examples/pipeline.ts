/** Will a loan be repaid? From a table with text and gaps to encrypted rows. Run: node examples/pipeline.ts */
import { createRandom, loadModel, LogisticRegression, toFrame } from "fhe-learn";
import { GridSearchCV, trainTestSplit } from "fhe-learn/model-selection";
import { columnSelector, columnTransformer, makePipeline } from "fhe-learn/pipeline";
import { OneHotEncoder, SimpleImputer, StandardScaler } from "fhe-learn/preprocessing";

// A table as it comes: numbers, text, true and false, missing cells.
const random = createRandom(11);
const jobs = ["clerk", "nurse", "smith"];
const applications = toFrame(
  Array.from({ length: 500 }, () => {
    const [age, income, job] = [20 + random.integer(50), 20 + 60 * random.next(), random.integer(3)];
    const owner = random.next() < 0.4;
    const odds = 0.08 * (income - 50) + (owner ? 1 : -1) + [0, 1.5, -1.5][job];
    return {
      age,
      income: random.next() < 0.1 ? null : Math.round(income),
      job: jobs[job],
      owner,
      repaid: odds + random.normal() > 0 ? "yes" : "no",
    };
  }),
);
const X = applications.drop("repaid");
const y = applications.labels("repaid");
const { XTrain, XTest, yTrain, yTest } = trainTestSplit(X, y, { testSize: 0.3, randomState: 1 });

// Numbers are filled in and scaled, text becomes columns of 0 and 1: in the clear, on the client.
const pipeline = makePipeline(
  columnTransformer(
    ["numbers", makePipeline(new SimpleImputer(), new StandardScaler()), columnSelector({ kind: "number" })],
    ["texts", new OneHotEncoder({ handleUnknown: "ignore" }), columnSelector({ kind: "text" })],
  ),
  new LogisticRegression(),
);

// How many bits does it take? Scored as encrypted data would be, without encrypting anything.
const search = new GridSearchCV(
  pipeline,
  { logisticRegression__nBits: [2, 4, 8], logisticRegression__C: [0.1, 1] },
  { cv: 3, fhe: "simulate" },
);
await search.fit(XTrain, yTrain);
console.log("best:", search.bestParams_);

const model = search.bestEstimator_;
console.log("columns:", model.getFeatureNamesOut().join(", "));
console.log("accuracy, simulated:", (await model.score(XTest, yTest, { fhe: "simulate" })).toFixed(3));
console.log("encrypted:", await model.predict(XTest.slice(0, 5), { fhe: "execute" }));
console.log("clear:    ", await model.predict(XTest.slice(0, 5)));

// The whole pipeline travels as JSON.
const copy = loadModel(JSON.stringify(model.dump()));
console.log("loaded:   ", await copy.predict(XTest.slice(0, 5)));
