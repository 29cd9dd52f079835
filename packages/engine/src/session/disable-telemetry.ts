/**
 * ONNX Runtime 1.30 for Linux sends its maker reports of sessions and leaves a log per process in the temporary folder. What models somebody
 * runs is their own affair: off, unless the variable says otherwise. It is read when the library is loaded, so this comes before every import of it.
 */
process.env.ORT_DISABLE_TELEMETRY ??= '1';
