/**
 * Turns the telemetry of ONNX Runtime off, unless the variable is set. ONNX Runtime 1.30 for Linux sends reports of sessions to its maker, and leaves a
 * log per process in the temporary folder. Which models somebody runs is private. The variable is read when the library is loaded, so this module
 * comes before every import of the library.
 */
process.env.ORT_DISABLE_TELEMETRY ??= '1';
