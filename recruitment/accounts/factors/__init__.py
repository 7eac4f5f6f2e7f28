"""The second factor (R8.2): devices, codes by mail, backup codes, passkeys, and the places already known."""
