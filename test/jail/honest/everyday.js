const fs = require('fs');
const { Worker } = require('worker_threads');

fs.writeFileSync('/tmp/x', 'text');
console.log('/tmp/x holds', fs.readFileSync('/tmp/x', 'utf8'));
const worker = new Worker('require("worker_threads").parentPort.postMessage(6 * 7)', { eval: true });
worker.on('message', (message) => console.log('worker', message));
