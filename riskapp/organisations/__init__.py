"""How a buyer works: settings that hold for all of its assessments."""
