export { openTfheClient } from "./open.ts";
