"""What spark-submit starts; it takes no package as such."""
from assay_spark.__main__ import main

main()
