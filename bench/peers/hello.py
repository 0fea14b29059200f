"""The reference R: Flask's hello world, as its quickstart has it."""

from flask import Flask

app = Flask(__name__)


@app.route("/")
def hello_world() -> str:
    return "<p>Hello, World!</p>"
