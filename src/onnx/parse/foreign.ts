/** How files begin that people take for ONNX, or have beside one. */
const beginnings: readonly (readonly [name: string, offset: number, bytes: readonly number[]])[] = [
  ["a zip archive, such as a PyTorch .pt or Keras .keras file", 0, [0x50, 0x4b, 3, 4]],
  ["a Python pickle, such as joblib.dump and pickle.dump write", 0, [0x80, 2]],
  ["a Python pickle, such as joblib.dump and pickle.dump write", 0, [0x80, 3]],
  ["a Python pickle, such as joblib.dump and pickle.dump write", 0, [0x80, 4]],
  ["a Python pickle, such as joblib.dump and pickle.dump write", 0, [0x80, 5]],
  ["gzip-compressed data", 0, [0x1f, 0x8b]],
  ["zlib-compressed data, such as a compressed joblib file", 0, [0x78, 0x9c]],
  ["an HDF5 file, such as a Keras .h5", 0, [0x89, 0x48, 0x44, 0x46]],
  ["a NumPy array", 0, [0x93, 0x4e, 0x55, 0x4d]],
  ["an ONNX Runtime .ort file", 4, [0x4f, 0x52, 0x54, 0x4d]],
  ["a TensorFlow Lite model", 4, [0x54, 0x46, 0x4c, 0x33]],
  ["JSON or UBJSON, such as XGBoost's save_model writes", 0, [0x7b]],
  ["text, such as LightGBM's save_model writes", 0, [0x74, 0x72, 0x65, 0x65, 0x0a]],
  ["an HTML or XML page", 0, [0x3c]],
];

/** What a file is that begins like none of ONNX, or undefined. */
export function foreignFormat(bytes: Uint8Array): string | undefined {
  return beginnings.find(([, offset, start]) => start.every((byte, i) => bytes[offset + i] === byte))?.[0];
}
