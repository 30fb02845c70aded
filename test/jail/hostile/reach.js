// What Node offers to reach out of a jail. Prints "NAME CODE" for each.
const fs = require('fs');
const net = require('net');
const dns = require('dns');
const children = require('child_process');

function tell(name, attempt) {
  try {
    const result = attempt();
    console.log(name, result && result.error ? result.error.code : 'ESCAPED');
  } catch (error) {
    console.log(name, error.code);
  }
}

tell('node-secret', () => fs.readFileSync('/etc/shadow'));
tell('node-spawn', () => children.spawnSync('/usr/bin/id'));
tell('node-shell', () => { children.execSync('id', {stdio: 'ignore'}); });
tell('node-write', () => fs.writeFileSync('/usr/x', ''));
tell('node-environment', () => {
  if (Object.keys(process.env).some((name) => /KEY|TOKEN|SECRET/.test(name))) return {};
  const error = new Error(); error.code = 'nothing'; throw error;
});
const socket = net.connect(80, '127.0.0.1');
socket.on('connect', () => console.log('node-connect ESCAPED'));
socket.on('error', (error) => console.log('node-connect', error.code));
dns.lookup('localhost.example', (error) => console.log('node-lookup', error ? error.code : 'ESCAPED'));
