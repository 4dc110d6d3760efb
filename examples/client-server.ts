/** Two machines that exchange bytes only. Run: node examples/client-server.ts */
import { LinearRegression, Tensor } from "fhe-learn";
import { findBackend } from "fhe-learn/backends";
import { ClientProcessing, openClient } from "fhe-learn/client";
import type { ClientProcessingJson, ClientSpecs } from "fhe-learn/client";
import { loadDiabetes } from "fhe-learn/datasets";

/** Once, by whoever has the training data: what the server gets, and what clients may know. */
async function publish(): Promise<{ serverFile: Uint8Array; clientFile: string }> {
  const { X, y } = await loadDiabetes();
  const model = await new LinearRegression({ nBits: 10 }).fit(X, y);
  const { executable } = await model.compile(X, { modelPrivacy: true });
  const clientFile = JSON.stringify({
    specs: executable.clientSpecs,
    processing: model.clientProcessing,
  });
  return { serverFile: executable.serialize(), clientFile };
}

/** The server: a model, evaluation keys of its clients, ciphertexts. No secret key comes near it. */
async function startServer(serverFile: Uint8Array): Promise<{
  register: (evaluationKeys: Uint8Array) => void;
  answer: (request: Uint8Array) => Promise<Uint8Array>;
}> {
  const server = await findBackend("tfhe").load(serverFile);
  let keys: ReturnType<typeof server.readEvaluationKeys> | undefined;
  return {
    register: (bytes) => {
      keys = server.readEvaluationKeys(bytes);
    },
    answer: async (bytes) => {
      const [reply] = await server.run([server.readEncryptedInputs(bytes)], keys!);
      return reply.serialize();
    },
  };
}

const { serverFile, clientFile } = await publish();
const server = await startServer(serverFile);

// The client: keys are made here, and the secret one stays here.
const file = JSON.parse(clientFile) as { specs: ClientSpecs; processing: ClientProcessingJson };
const client = await openClient(file.specs);
const processing = ClientProcessing.fromJSON(file.processing);
const { secretKey, evaluationKeys } = await client.keygen();
server.register(evaluationKeys.serialize());

const { X, y } = await loadDiabetes();
const integers = processing.quantize(X.slice(0, 1));
const request = client.encrypt([new Tensor(integers.row(0), [integers.shape[1]])], secretKey).serialize();
const reply = await server.answer(request);
const [answer] = client.decrypt(client.readEncryptedOutputs(reply), secretKey);
const [prediction] = processing.predictions(processing.decisions(answer.reshape([1, 1])));

console.log(`evaluation keys ${evaluationKeys.serialize().length} bytes, once`);
console.log(`request ${request.length} bytes, reply ${reply.length} bytes`);
console.log(`predicted ${Number(prediction).toFixed(0)}, measured ${y[0]}`);
